"""Records how Optuna's SuccessiveHalvingPruner judges interleaved runs: shared/catalog/pruners/fixtures/optunaAsha.json.

Run: python recordAsha.py > FILE, with optuna installed. The verdicts depend on the order of the reports alone.
"""

import json
import random

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def record(seed, reduction_factor, min_epochs, epochs, runs, workers):
    """Runs side by side, each reporting every epoch; the next report comes from a random one of them."""
    rng = random.Random(seed)
    pruner = optuna.pruners.SuccessiveHalvingPruner(
        min_resource=min_epochs, reduction_factor=reduction_factor, min_early_stopping_rate=0
    )
    study = optuna.create_study(direction="minimize", pruner=pruner)
    under_way, reports, started = [], [], 0
    while started < runs or under_way:
        while started < runs and len(under_way) < workers:
            started += 1
            under_way.append([study.ask(), started, 0, rng.uniform(0, 100)])
        current = rng.choice(under_way)
        current[2] += 1
        trial, number, epoch, floor = current
        # Curves that fall to different floors, noisy, and sometimes not a number.
        diverged = rng.random() < 0.01
        cost = float("nan") if diverged else round(floor + 100 * 0.7**epoch + rng.gauss(0, 3), 4)
        trial.report(cost, epoch)
        # A run's last evaluation prunes nothing: there is nothing left to save.
        pruned = epoch < epochs and trial.should_prune()
        reports.append([number, epoch, None if diverged else cost, pruned])
        if pruned or epoch == epochs:
            state = optuna.trial.TrialState.PRUNED if pruned else optuna.trial.TrialState.COMPLETE
            study.tell(trial, None if pruned else (0.0 if diverged else cost), state=state)
            under_way.remove(current)
    return {"reductionFactor": reduction_factor, "minEpochs": min_epochs, "epochs": epochs, "reports": reports}


print(
    json.dumps(
        {
            "made": f"Optuna {optuna.__version__}, SuccessiveHalvingPruner; report: run, epoch, cost, pruned",
            "sequences": [record(1, 3, 1, 27, 40, 3), record(2, 2, 2, 20, 30, 2), record(3, 4, 1, 64, 60, 8)],
        }
    )
)
