"""How much listening a machine takes on."""

import threading
import time

from speech.workload import LONGEST_WAIT_S, Workload


def test_no_more_calls_listen_than_the_machine_is_set_to() -> None:
    workload = Workload(most_calls=2)
    assert [workload.admit() for _ in range(3)] == [True, True, False]
    workload.leave()
    assert workload.admit()
    workload.close()


def test_a_process_takes_on_what_was_carried_and_no_more() -> None:
    for cores, most in ((1, 50), (2, 100), (16, 100)):
        workload = Workload(cores=cores)
        assert workload.most_calls == most
        workload.close()


def test_no_call_is_added_while_sound_waits_for_a_thread() -> None:
    workload = Workload(most_calls=100, cores=1)
    hold = threading.Event()
    assert workload.admit()
    held = [workload.submit(hold.wait) for _ in range(40)]
    time.sleep(LONGEST_WAIT_S * 1.2)
    for _ in range(40):
        held.append(workload.submit(time.sleep, 0.02))
    hold.set()
    held[60].result()
    assert workload.wait_s > LONGEST_WAIT_S
    assert not workload.admit()
    for one in held:
        one.result()
    assert workload.admit(), "when nothing waits any more, calls listen again"
    workload.close()


def test_work_is_done_in_its_own_threads() -> None:
    workload = Workload(cores=1)
    name = workload.submit(lambda: threading.current_thread().name).result()
    assert name.startswith("hear")
    workload.close()
