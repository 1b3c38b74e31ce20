;;; A session in Emacs with eglot (batch): open a file with mistakes, see them, fix all that is safe, save.
;;; emacs.py runs it.
(require 'eglot)
(setq eglot-confirm-server-initiated-edits nil
      make-backup-files nil
      create-lockfiles nil)
(add-to-list 'eglot-server-programs
             `((python-mode python-ts-mode) . ,(split-string (getenv "NNX_RNG_SERVER") " ")))

(defun wait-for (what holds)
  (let ((end (+ (float-time) 60)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (flymake-start)
      (accept-process-output nil 0.3)))
  (message "-- %s" what)
  (dolist (one (flymake-diagnostics))
    (message "   %d %s" (line-number-at-pos (flymake-diagnostic-beg one)) (flymake-diagnostic-text one)))
  (unless (funcall holds)
    (message "FAILED: waited in vain for %s" what)
    (kill-emacs 1)))

(find-file "create.py")
(python-mode)
(call-interactively 'eglot)
(wait-for "findings" (lambda () (= 2 (length (flymake-diagnostics)))))
(goto-char (point-min))
(search-forward "nnx.vmap")
(let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover
                              (eglot--TextDocumentPositionParams))))
  (message "-- hover\n%s" (plist-get (plist-get hover :contents) :value)))
(eglot-code-actions (point-min) (point-max) "source.fixAll.nnx-rng" t)
(save-buffer)
(wait-for "nothing left" (lambda () (null (flymake-diagnostics))))
(eglot-shutdown (eglot-current-server))
