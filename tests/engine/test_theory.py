"""The formulas against values worked out by hand, and against each other."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.theory import Steady, erlang_c, little, md1, mm1, mm1k, mmc, mmck

RATES = st.floats(0.01, 1_000)
COUNTS = st.integers(1, 20)


def test_mm1_at_half_load() -> None:
    # rho = 1/2: L_q = (1/4) / (1/2) = 1/2, W_q = 1/2 / 100.
    assert mm1(100, 200) == Steady(100, 0.5, 0.0, 0.005)


def test_mm1_at_four_fifths() -> None:
    found = mm1(80, 100)  # L_q = 0.64 / 0.2
    assert found.queue == pytest.approx(3.2)
    assert found.wait_s == pytest.approx(0.04)


def test_md1_waits_half_as_long_as_mm1() -> None:
    assert md1(80, 100).queue == pytest.approx(1.6)
    assert md1(80, 100).wait_s == pytest.approx(0.02)


def test_mmc_with_two_servers() -> None:
    # a = 1, c = 2: p0 = 1/3, C = 1/3, L_q = C rho / (1 - rho) = 1/3.
    assert erlang_c(1, 2) == pytest.approx(1 / 3)
    assert mmc(100, 100, 2).queue == pytest.approx(1 / 3)
    assert mmc(100, 100, 2).wait_s == pytest.approx(1 / 300)


def test_mmc_with_three_servers() -> None:
    # a = 2: p0 = 1 / (1 + 2 + 2 + (8/6) 3) = 1/9, C = (8/6) 3 / 9 = 4/9, L_q = 4/9 * 2.
    assert erlang_c(2, 3) == pytest.approx(4 / 9)
    assert mmc(200, 100, 3).queue == pytest.approx(8 / 9)


def test_mm1k_at_full_load_has_equal_chances() -> None:
    # rho = 1, K = 4: p_n = 1/5, L_q = (1 + 2 + 3) / 5.
    found = mm1k(100, 100, 4)
    assert found.blocking == pytest.approx(0.2)
    assert found.queue == pytest.approx(1.2)
    assert found.throughput_hz == pytest.approx(80)
    assert found.wait_s == pytest.approx(0.015)


def test_mm1k_at_half_load() -> None:
    # p_n = 8, 4, 2, 1 fifteenths for K = 3.
    found = mm1k(50, 100, 3)
    assert found.blocking == pytest.approx(1 / 15)
    assert found.queue == pytest.approx((2 + 2 * 1) / 15)
    assert found.throughput_hz == pytest.approx(50 * 14 / 15)


def test_mmck_with_two_servers_and_four_places() -> None:
    # a = 2: p_n is proportional to 1, 2, 2, 2, 2.
    found = mmck(200, 100, 2, 4)
    assert found.blocking == pytest.approx(2 / 9)
    assert found.queue == pytest.approx((2 + 4) / 9)
    assert found.throughput_hz == pytest.approx(200 * 7 / 9)


def test_mmcc_is_erlangs_loss_formula() -> None:
    # a = 2, c = 3: B = (8/6) / (1 + 2 + 2 + 8/6) = 4/19.
    assert mmck(200, 100, 3, 3).blocking == pytest.approx(4 / 19)
    assert mmck(200, 100, 3, 3).queue == 0


@given(RATES, RATES, COUNTS, st.integers(0, 2_000))
def test_throughput_never_exceeds_what_arrives_or_can_be_served(
    arrival_hz: float, service_hz: float, servers: int, maxsize: int
) -> None:
    found = mmck(arrival_hz, service_hz, servers, maxsize + servers)
    assert 0 < found.throughput_hz <= min(arrival_hz, servers * service_hz) * (1 + 1e-9)
    assert 0 <= found.queue <= maxsize
    assert found.throughput_hz == pytest.approx(arrival_hz * (1 - found.blocking))
    assert little(found.throughput_hz, found.wait_s) == pytest.approx(found.queue)


@given(st.floats(0.05, 0.8), COUNTS)
def test_with_many_places_nobody_is_lost(load: float, servers: int) -> None:
    bounded, unbounded = (
        mmck(100 * load * servers, 100, servers, 400),
        mmc(100 * load * servers, 100, servers),
    )
    assert bounded.queue == pytest.approx(unbounded.queue, rel=1e-6)
    assert bounded.wait_s == pytest.approx(unbounded.wait_s, rel=1e-6)


@given(st.floats(0.01, 0.99))
def test_mmc_with_one_server_is_mm1(load: float) -> None:
    assert mmc(100 * load, 100, 1).queue == pytest.approx(mm1(100 * load, 100).queue)


@pytest.mark.parametrize("rate", [0, -1, math.inf, math.nan])
def test_rates_must_be_positive_numbers(rate: float) -> None:
    with pytest.raises(ValueError, match="arrival_hz must be over 0"):
        mm1(rate, 100)
    with pytest.raises(ValueError, match="service_hz must be over 0"):
        mmck(100, rate, 1, 1)


@pytest.mark.parametrize("arrival_hz", [200.0, 300.0])
def test_an_overloaded_queue_without_bound_has_no_steady_state(arrival_hz: float) -> None:
    with pytest.raises(ValueError, match="grows without bound"):
        mmc(arrival_hz, 100, 2)
    with pytest.raises(ValueError, match="grows without bound"):
        md1(arrival_hz, 200)


def test_numbers_of_servers_and_places_are_checked() -> None:
    with pytest.raises(ValueError, match="servers must be at least 1"):
        mmc(1, 100, 0)
    with pytest.raises(ValueError, match="places must be at least servers, 2"):
        mmck(1, 100, 2, 1)
    with pytest.raises(ValueError, match="offered must be over 0 and under servers"):
        erlang_c(2, 2)
    with pytest.raises(ValueError, match="must be 0 or more"):
        little(-1, 1)
