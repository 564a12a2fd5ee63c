namespace OptPolicy.Evaluation.Routing;

/// <summary>The head that 'tune router' trains, cross-fitted: every prompt is scored by a head that learnt from the other folds alone.</summary>
internal static class LearntRouter
{
    private const int Folds = 5;

    public static double[] Scores(IReadOnlyList<DifficultyExample> examples, int seed, CancellationToken cancellationToken)
    {
        var folds = Of(examples.Count, seed, Folds);
        var scores = new double[examples.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var head = DifficultyHeadFit.Fit([.. examples.Where((_, i) => folds[i] != fold)], "", seed, cancellationToken);
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] == fold)
                    scores[i] = head.Probability(examples[i].Text, examples[i].Vector);
            }
        }

        return scores;
    }

    /// <summary>Divides prompts by lot into parts of equal size.</summary>
    public static int[] Of(int count, int seed, int parts)
    {
        var folds = Enumerable.Range(0, count).Select(i => i % parts).ToArray();
        new Random(seed).Shuffle(folds);
        return folds;
    }
}
