import { randomUUID } from 'node:crypto'

/** Parts a program's standard output from its standard error. One a process: equal requests stay equal, and no program knows it beforehand. */
const mark = `\n${randomUUID()}\n`

/** Characters of standard error that are given back, the last ones. */
const mostErrors = 65_536

/**
 * A program that runs `source` as `__main__` and prints what came on its standard error behind a {@link mark}, since the sandbox keeps standard output alone. It is in
 * the same jail, so that a program which meddles with it harms its own result only. What is lost: the error stream of a program that dies of a limit, a
 * signal or os._exit, and what is written to descriptor 2 itself.
 */
export function withStderr(source: string): string {
  return `def _run(source):
    import atexit, io, sys
    errors = sys.stderr = sys.__stderr__ = io.TextIOWrapper(io.BytesIO(), 'utf-8', 'backslashreplace', '\\n', write_through=True)

    def report(kind, error, trace):
        import linecache, traceback
        linecache.cache['main.py'] = len(source), None, source.splitlines(True), 'main.py'
        while trace is not None and trace.tb_frame.f_code is not code:
            trace = trace.tb_next
        traceback.print_exception(kind, error, trace, file=errors)

    def show(out=sys.__stdout__):
        text = errors.buffer.getvalue().decode('utf-8', 'replace')[-${mostErrors}:]
        if text:
            sys.stdout.flush()
            out.write(${JSON.stringify(mark)} + text)

    atexit.register(show)
    sys.excepthook, code = report, None
    code = compile(source, 'main.py', 'exec', dont_inherit=True)
    names = sys.modules['__main__'].__dict__
    del names['_run']
    try:
        exec(code, names)
    except SystemExit as leave:
        if not isinstance(leave.code, (int, type(None))):
            print(leave.code, file=errors)
        raise


_run(${JSON.stringify(source)})
` // Python has all escapes of JSON.
}

/** What the program of {@link withStderr} printed, in its two streams. */
export function splitStderr(output: string): { readonly stdout: string, readonly stderr: string } {
  const at = output.lastIndexOf(mark)
  return at < 0 ? { stdout: output, stderr: '' } : { stdout: output.slice(0, at), stderr: output.slice(at + mark.length) }
}
