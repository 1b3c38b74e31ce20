-- A session in Neovim (0.7 or later, headless) with its own LSP client: open a file with mistakes,
-- see them, apply the quick fix, save; then break the file, see that, and mend it.
-- neovim.py runs it.
local command = vim.split(vim.env.NNX_RNG_SERVER, " ")
local failed = false

local function say(text)
  io.stdout:write(text .. "\n")
end

local function finish(problem)
  if problem then
    say("FAILED: " .. problem)
    failed = true
  end
  vim.cmd(failed and "cquit 1" or "qall!")
end

local function shown()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, string.format("%d:%d-%d:%d %s %s", one.lnum + 1, one.col + 1,
      one.end_lnum + 1, one.end_col + 1, one.code or "-", one.message))
  end
  table.sort(found)
  return found
end

local function wait_for(what, holds)
  if not vim.wait(60000, holds, 50) then
    finish("waited in vain for " .. what .. "; shown: " .. vim.inspect(shown()))
  end
  say("-- " .. what)
  for _, line in ipairs(shown()) do
    say("   " .. line)
  end
end

local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({ name = "nnx-rng", cmd = command, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(buffer, client)
wait_for("findings", function() return #shown() == 2 end)

-- The first quick fix of the first finding, as `vim.lsp.buf.code_action()` would apply it.
local function act(wanted)
  local where = vim.diagnostic.get(0)[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = {
      start = { line = where.lnum, character = where.col },
      ["end"] = { line = where.end_lnum, character = where.end_col },
    },
    context = { diagnostics = {} },
  }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 30000)
  local server = vim.lsp.get_client_by_id(client)
  say("-- actions")
  local chosen
  for _, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      say("   " .. action.title)
      if not chosen and action.title:find(wanted) then
        chosen = action
      end
    end
  end
  if not chosen then
    finish("no action " .. wanted)
  end
  if not chosen.edit then
    chosen = server.request_sync("codeAction/resolve", chosen, 30000, 0).result
  end
  vim.lsp.util.apply_workspace_edit(chosen.edit, server.offset_encoding)
end

act("^Migrate")
wait_for("after the quick fix", function() return #shown() == 0 end)
vim.cmd("write")
say("-- saved")
for _, line in ipairs(vim.fn.readfile(vim.fn.expand("%:p"))) do
  say("   " .. line)
end

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "def f(:" })
wait_for("a broken line", function()
  return #shown() == 1 and shown()[1]:find("cannot be parsed") ~= nil
end)
vim.api.nvim_buf_set_lines(buffer, -2, -1, false, {})
wait_for("mended by hand", function() return #shown() == 0 end)

local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", {
  textDocument = vim.lsp.util.make_text_document_params(),
  position = { line = vim.fn.search("nnx.vmap", "nw") - 1, character = 6 },
}, 30000)
say("-- hover")
for _, answer in pairs(answers or {}) do
  say(answer.result and answer.result.contents.value or "nothing")
end
vim.lsp.stop_client(client)
finish()
