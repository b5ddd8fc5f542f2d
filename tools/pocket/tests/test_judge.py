from base.judge import outputs


def test_prints_are_collapsed_and_failures_are_none():
    programs = [
        "print(input(), ' x ')",
        "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
        "1/0",
        "syntax error",
    ]
    assert outputs(programs, ["1  2", "3"]) == [["1 2 x", "3 x"], ["3", "3"], [None, None], [None, None]]


def test_an_endless_program_ends():
    assert outputs(["while True: pass"], ["", ""]) == [[None, None]]


def test_memory_is_limited():
    assert outputs(["print(len(bytearray(1 << 32)))", "print(1)"], [""]) == [[None], ["1"]]


def test_a_program_that_kills_its_process_fails():
    assert outputs(["import os; os._exit(3)"], [""]) == [[None]]
