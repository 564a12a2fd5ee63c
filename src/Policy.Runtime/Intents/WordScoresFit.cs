using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>Fits <see cref="WordScores"/>: multinomial logistic regression with smoothed labels, by stochastic gradient with a falling rate. The same seed gives the same model.</summary>
internal static class WordScoresFit
{
    private const int Epochs = 12;
    private const float Rate = 5, BiasRate = 0.2f, Smoothing = 0.1f;

    /// <param name="examples">Questions and the index of their intent.</param>
    /// <param name="intents">Number of intents.</param>
    /// <param name="places">Size of the table, a power of two.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static WordScores Fit(IReadOnlyList<(string Text, int Intent)> examples, int intents, int places, int seed, CancellationToken cancellationToken)
    {
        var rarity = Rarity([.. examples.Select(static e => e.Text)], places);
        (int Place, float Value)[][] rows = [.. examples.Select(e => Row(e.Text, rarity))];
        var weights = new float[places * intents];
        var biases = new float[intents];
        var errors = new float[intents];
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            var rate = 1 - (epoch / (float)Epochs);
            foreach (var example in order)
            {
                biases.CopyTo(errors, 0);
                foreach (var (place, value) in rows[example])
                    TensorPrimitives.MultiplyAdd(weights.AsSpan(place * intents, intents), value, errors, errors);
                TensorPrimitives.SoftMax<float>(errors, errors);
                TensorPrimitives.Subtract<float>(Smoothing / intents, errors, errors);
                errors[examples[example].Intent] += 1 - Smoothing;
                foreach (var (place, value) in rows[example])
                {
                    var row = weights.AsSpan(place * intents, intents);
                    TensorPrimitives.MultiplyAdd(errors, rate * Rate * value, row, row);
                }

                TensorPrimitives.MultiplyAdd(errors, rate * BiasRate, biases, biases);
            }
        }

        return Rounded(rarity, weights, biases);
    }

    /// <summary>Places that few questions have say most; one that a single question has says nothing about others.</summary>
    public static float[] Rarity(IReadOnlyCollection<string> questions, int places)
    {
        var holders = new int[places];
        var features = new Dictionary<int, float>();
        foreach (var text in questions)
        {
            QuestionFeatures.Count(text, places, features);
            foreach (var place in features.Keys) holders[place]++;
        }

        return [.. holders.Select(count => count < 2 ? 0 : MathF.Log((questions.Count + 1f) / count))];
    }

    /// <summary>The places that a question has, and what they weigh in it.</summary>
    public static (int Place, float Value)[] Row(string text, float[] rarity)
    {
        var features = new Dictionary<int, float>();
        WordScores.Features(text, rarity, features);
        return [.. features.Where(static f => f.Value != 0).Select(static f => (f.Key, f.Value))];
    }

    /// <summary>Weights in 8 bit, with a unit for each place: a few large ones must not cost all the others their digits.</summary>
    public static WordScores Rounded(float[] rarity, float[] weights, float[] biases)
    {
        var units = new float[rarity.Length];
        var rounded = new sbyte[weights.Length];
        for (var place = 0; place < rarity.Length; place++)
        {
            var row = weights.AsSpan(place * biases.Length, biases.Length);
            var largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(row));
            if (largest == 0) continue;
            units[place] = largest / sbyte.MaxValue;
            for (var i = 0; i < row.Length; i++) rounded[(place * biases.Length) + i] = (sbyte)MathF.Round(row[i] / units[place]);
        }

        return new(rarity, units, rounded, biases);
    }
}
