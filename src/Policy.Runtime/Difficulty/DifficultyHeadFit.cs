using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>
/// Trains heads. What a later part learns from an earlier one was said about prompts that the earlier one had not seen (stacking, Wolpert 1992;
/// weights not below 0, Breiman 1996). No parameter is chosen on the examples. The same examples and seed give the same head.
/// </summary>
internal sealed class DifficultyHeadFit
{
    /// <summary>Examples below which nothing is learnt.</summary>
    public const int Fewest = 100;

    private const int Places = 1 << 15, Folds = 5, Forests = 3;

    private static readonly (RidgeView View, bool OfGain)[] Views =
    [
        (new(Words: true, 0, Vector: false, 10), true),
        (new(Words: true, 0, Vector: false, 10), false),
        (new(Words: false, 0, Vector: true, 3), true),
        (new(Words: false, 0, Vector: true, 3), false),
        (new(Words: true, DifficultyHead.ShapeWeight, Vector: true, 30), true),
    ];

    private readonly float[] _rarity, _means, _units, _gain, _small;
    private readonly bool[] _lost;
    private readonly DifficultyRow[] _rows;
    private readonly int[] _folds;
    private readonly int _seed;

    private DifficultyHeadFit(IReadOnlyList<DifficultyExample> examples, int seed)
    {
        _seed = seed;
        string[] texts = [.. examples.Select(static e => PromptText.WithoutDigits(e.Text))];
        _rarity = WordScoresFit.Rarity(texts, Places);
        float[][] shapes = [.. examples.Select(static e => PromptShape.Measure(e.Text))];
        _means = [.. Enumerable.Range(0, PromptShape.Count).Select(i => shapes.Average(s => s[i]))];
        _units = [.. _means.Select((mean, i) => Math.Max(1e-6f, MathF.Sqrt(shapes.Average(s => (s[i] - mean) * (s[i] - mean)))))];
        _rows = [.. examples.Select((e, i) => new DifficultyRow(WordScoresFit.Row(texts[i], _rarity), DifficultyHead.Scaled(shapes[i], _means, _units), e.Vector))];
        _gain = [.. examples.Select(static e => e.Gain)];
        _small = [.. examples.Select(static e => e.Small)];
        _lost = [.. examples.Select(static e => e.IsLost)];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        new Random(seed).Shuffle(order);
        _folds = new int[examples.Count];
        for (var i = 0; i < order.Length; i++) _folds[order[i]] = i % Folds;
    }

    /// <summary>Fits on every example.</summary>
    /// <param name="examples">At least <see cref="Fewest"/>.</param>
    /// <param name="embedder">Fingerprint of the embedder of their vectors.</param>
    /// <param name="seed">Decides folds and trees.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static DifficultyHead Fit(IReadOnlyList<DifficultyExample> examples, string embedder, int seed, CancellationToken cancellationToken) =>
        new(new DifficultyHeadFit(examples, seed).Fit(embedder, cancellationToken));

    private DifficultyHeadData Fit(string embedder, CancellationToken cancellationToken)
    {
        var linear = new float[_rows.Length][];
        int[] all = [.. Enumerable.Range(0, _rows.Length)];
        for (var fold = 0; fold < Folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scores = FitLinear([.. all.Where(i => _folds[i] != fold)]);
            foreach (var i in all.Where(i => _folds[i] == fold)) linear[i] = [.. scores.Select(s => s.Of(_rows[i]))];
        }

        cancellationToken.ThrowIfCancellationRequested();
        float[][] inputs = [.. all.Select(i => (float[])[.. _rows[i].Shape, .. linear[i]])];
        float[] lines = [.. linear.Select(static l => l[^1])], trees = new float[_rows.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var forest = FitTrees(inputs, [.. all.Where(i => _folds[i] != fold)]);
            foreach (var i in all.Where(i => _folds[i] == fold)) trees[i] = DifficultyHead.Trees(forest, inputs[i]);
        }

        var (lineWeight, treesWeight) = Stack(lines, trees);
        var known = FitLinear(all);
        return new DifficultyHeadData
        {
            Embedder = embedder,
            Words = Words(known[0], known[1], known[4]),
            VectorWeights = [.. VectorPart(known[2]), .. VectorPart(known[3]), .. VectorPart(known[4])],
            VectorMeans = [known[2].Mean, known[3].Mean],
            ShapeMeans = _means,
            ShapeUnits = _units,
            ShapeWeights = known[4].Weights[Places..(Places + known[4].Shape)],
            Trees = FitTrees(inputs, all),
            LineWeight = lineWeight,
            TreesWeight = treesWeight,
            Curve = LogisticCurve.Fit([.. lines.Select((line, i) => lineWeight * line + treesWeight * trees[i])], _lost),
        };
    }

    private LinearScore[] FitLinear(int[] known)
    {
        DifficultyRow[] rows = [.. known.Select(i => _rows[i])];
        return [.. Views.Select(v => new RidgeFit(v.View, Places).Fit(rows, [.. known.Select(i => v.OfGain ? _gain[i] : _small[i])]))];
    }

    private BoostedTrees[] FitTrees(float[][] inputs, int[] known)
    {
        float[][] rows = [.. known.Select(i => inputs[i])];
        float[] targets = [.. known.Select(i => _gain[i])];
        return [.. Enumerable.Range(0, Forests).Select(f => BoostedTreesFit.Fit(rows, targets, _seed + f))];
    }

    // Least squares of the gain on both, neither with a weight below 0.
    private (float Line, float Trees) Stack(float[] lines, float[] trees)
    {
        float[] x = Centred(lines), y = Centred(trees), gain = Centred(_gain);
        var (xx, yy, xy) = (TensorPrimitives.Dot<float>(x, x), TensorPrimitives.Dot<float>(y, y), TensorPrimitives.Dot<float>(x, y));
        var (gx, gy) = (TensorPrimitives.Dot<float>(gain, x), TensorPrimitives.Dot<float>(gain, y));
        var determinant = xx * yy - xy * xy;
        var (a, b) = determinant > 0 ? ((gx * yy - gy * xy) / determinant, (gy * xx - gx * xy) / determinant) : (1, 0);
        return (a > 0, b > 0) switch
        {
            (true, true) => (a, b),
            (true, false) => (1, 0),
            (false, true) => (0, 1),
            _ => (0.5f, 0.5f),
        };
    }

    private static float[] Centred(float[] values)
    {
        var mean = values.Average();
        return [.. values.Select(v => v - mean)];
    }

    private WordScores Words(params LinearScore[] scores)
    {
        var weights = new float[Places * scores.Length];
        for (var place = 0; place < Places; place++)
        {
            for (var i = 0; i < scores.Length; i++) weights[place * scores.Length + i] = scores[i].Weights[place];
        }

        return WordScoresFit.Rounded(_rarity, weights, [.. scores.Select(static s => s.Mean)]);
    }

    private static float[] VectorPart(LinearScore score) => score.Weights[(score.Places + score.Shape)..];
}
