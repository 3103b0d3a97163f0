"""Every measure against scikit-learn, scipy, or a sum done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sklearn

from bot.evaluating import metrics

QUARTERS = st.integers(0, 4).map(lambda one: one / 4)
PAIRS = st.lists(st.tuples(QUARTERS, st.floats(0, 1)), min_size=3, max_size=40)


def sides(pairs: list[tuple[float, float]]) -> tuple[metrics.Numbers, metrics.Numbers]:
    both = np.array(pairs, dtype=np.float64)
    return both[:, 0], both[:, 1]


@given(PAIRS)
def test_correlations_are_those_of_scipy(pairs: list[tuple[float, float]]) -> None:
    human, coach = sides(pairs)
    if np.ptp(human) < 0.1 or np.ptp(coach) < 0.1:
        return
    found = metrics.pearson(human, coach)
    assert found == pytest.approx(float(stats.pearsonr(human, coach).statistic), abs=1e-6)
    ranked = metrics.spearman(human, coach)
    assert ranked == pytest.approx(float(stats.spearmanr(human, coach).statistic), abs=1e-6)


def test_no_correlation_where_one_side_does_not_vary() -> None:
    same, varied = np.array([0.5, 0.5, 0.5]), np.array([0.0, 0.5, 1.0])
    assert metrics.pearson(same, varied) is None
    assert metrics.spearman(varied, same) is None


@given(PAIRS)
def test_qwk_is_cohens_kappa_with_quadratic_weights(pairs: list[tuple[float, float]]) -> None:
    human, coach = sides(pairs)
    ours = metrics.qwk(human, coach, 4)
    a, b = metrics.on_steps(human, 4).astype(int), metrics.on_steps(coach, 4).astype(int)
    if ours is None:
        assert len({*a.tolist(), *b.tolist()}) == 1
        return
    theirs = sklearn.cohen_kappa_score(a, b, weights="quadratic", labels=list(range(5)))
    assert ours == pytest.approx(theirs)


def test_scores_become_marks_with_a_half_going_up() -> None:
    marks = metrics.on_steps(np.array([0.0, 0.124, 0.125, 0.5, 1.0]), 4)
    assert marks.tolist() == [0, 0, 1, 2, 4]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    human, coach = np.array(pairs).T
    theirs = sklearn.f1_score(human, coach, average="macro")
    assert metrics.macro_f1(human, coach, 3) == pytest.approx(theirs)


@given(PAIRS)
def test_errors_are_those_of_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    human, coach = sides(pairs)
    assert metrics.mae(human, coach) == pytest.approx(sklearn.mean_absolute_error(human, coach))
    theirs = sklearn.root_mean_squared_error(human, coach)
    assert metrics.rmse(human, coach) == pytest.approx(theirs)


@given(PAIRS)
def test_brier_is_that_of_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    human, coach = sides(pairs)
    passed = (human >= 0.5).astype(float)
    theirs = sklearn.brier_score_loss(passed, coach, pos_label=1)
    assert metrics.brier(passed, coach) == pytest.approx(theirs)


def test_ece_is_the_weighted_gap_between_chance_and_truth() -> None:
    chance = np.array([0.9, 0.9, 0.9, 0.9, 0.1, 0.15])
    passed = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 1.0])
    # .9: says .9, is .75, four of six; .1 to .2: says .125, is .5, two of six
    assert metrics.ece(passed, chance) == pytest.approx(4 / 6 * 0.15 + 2 / 6 * 0.375)


def test_ece_of_certain_and_right_is_nothing() -> None:
    assert metrics.ece(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0


def test_partial_correlation_is_that_of_residuals_and_known_from_a_formula() -> None:
    random = np.random.default_rng(1)
    given = random.normal(size=500)
    human, coach = given + random.normal(size=500), 2 * given + random.normal(size=500)
    ab, ac, bc = (
        np.corrcoef(one, other)[0, 1]
        for one, other in ((human, coach), (human, given), (coach, given))
    )
    textbook = (ab - ac * bc) / ((1 - ac**2) * (1 - bc**2)) ** 0.5
    found = metrics.partial(human, coach, given.reshape(-1, 1))
    assert found == pytest.approx(textbook)
    assert abs(textbook) < 0.15 < 0.6 < ab


def test_a_score_that_is_length_alone_has_no_partial_correlation_left() -> None:
    random = np.random.default_rng(2)
    words = random.integers(1, 200, size=400).astype(float)
    human = np.clip(np.log1p(words) / 6 + random.normal(0, 0.1, 400), 0, 1)
    coach = np.log1p(words) / 6
    assert (metrics.pearson(human, coach) or 0) > 0.7
    assert metrics.partial(human, coach, metrics.length_shape(words)) is None


def test_each_band_has_its_own_answers_and_the_last_has_its_end() -> None:
    human = np.array([0.0, 0.24, 0.25, 0.5, 0.74, 0.75, 1.0])
    coach = human + np.array([0.1, 0.3, 0.0, 0.2, 0.0, -0.1, -0.5])
    bands = metrics.per_band(human, coach)
    assert [(low, high, n) for low, high, n, _ in bands] == [
        (0.0, 0.25, 2),
        (0.25, 0.5, 1),
        (0.5, 0.75, 2),
        (0.75, 1.0, 2),
    ]
    assert [error for *_, error in bands] == pytest.approx([0.2, 0.0, 0.1, 0.3])
    assert metrics.per_band(human[:1], coach[:1])[3] == (0.75, 1.0, 0, None)


def test_risk_grows_with_coverage_where_unsure_means_wrong() -> None:
    errors = np.linspace(0, 0.9, 10)
    curve = metrics.risk_coverage(errors, unsure=errors)
    assert [share for share, _ in curve] == pytest.approx([n / 10 for n in range(1, 11)])
    assert curve[0][1] == 0
    assert curve[-1][1] == pytest.approx(0.45)
    assert metrics.risk_coverage(errors, unsure=np.zeros(10)) == []


def test_percentiles_are_values_below_which_that_share_lies() -> None:
    assert metrics.percentile([float(n) for n in range(101)], 0.99) == pytest.approx(99)
    assert metrics.percentile([], 0.5) is None
