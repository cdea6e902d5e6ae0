"""The ablation study of exercise 8: MiniAlexNet with one idea of 2012 taken away at a time.

    python -m snippets.cifar10_ablation.experiment --help

The experiment takes hours, so the build doesn't run it: snippets are the scripts directly inside
`snippets/<lesson>/`, and these modules lie one folder deeper. What it measured is committed as
`snippets/cifar10_ablation/results.json`, and the snippets beside that file draw from it.
"""
