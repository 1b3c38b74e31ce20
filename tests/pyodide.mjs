// Runs tests on the CPython that Pyodide brings, where none of that version can be installed.
//
//     npm install --prefix FOLDER pyodide
//     pip install --target FOLDER/site click packaging flake8 pytest hypothesis==6.130.0
//     node --stack-size=20000 tests/pyodide.mjs FOLDER TEST ...
//
// There are no processes and no ast-grep there, so what starts one or edits text fails.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const root = fileURLToPath(new URL("..", import.meta.url));
const found = createRequire(resolve(folder, "package.json")).resolve("pyodide/pyodide.mjs");
const { loadPyodide } = await import(pathToFileURL(found));

const python = await loadPyodide();
for (const [host, place] of [[root, "/project"], [resolve(folder, "site"), "/site"]]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: host }, place);
}
python.globals.set("tests", python.toPy(process.argv.slice(3)));
const status = await python.runPythonAsync(`
import os, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/project", "/site"]
os.chdir("/project")
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
print(sys.version)
import pytest
int(pytest.main(["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", *tests]))
`);
process.exit(status);
