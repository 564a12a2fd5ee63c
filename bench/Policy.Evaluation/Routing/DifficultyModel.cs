namespace OptPolicy.Evaluation.Routing;

/// <summary>
/// The probability that a model answers a prompt rightly: logistic regression on hashed words and pairs of words and on a few counts, by AdaGrad
/// (Duchi et al., 2011). The same seed gives the same model.
/// </summary>
internal sealed class DifficultyModel
{
    private const int Places = 1 << 16, Epochs = 3, MostTokens = 400;
    private const double Rate = 0.1, Shrinkage = 1e-4;

    private readonly double[] _weights = new double[Places + Features.Counts];
    private readonly double[] _squares = new double[Places + Features.Counts];

    private DifficultyModel() => Array.Fill(_squares, 1e-8);

    public static DifficultyModel Fit(IReadOnlyList<(Features Features, bool IsRight)> prompts, int seed)
    {
        var model = new DifficultyModel();
        var order = Enumerable.Range(0, prompts.Count).ToArray();
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
                model.Learn(prompts[i].Features, prompts[i].IsRight ? 1 : 0);
        }

        return model;
    }

    public double Probability(Features prompt)
    {
        var sum = 0.0;
        foreach (var place in prompt.Words)
            sum += _weights[place] * prompt.WordValue;
        for (var i = 0; i < Features.Counts; i++)
            sum += _weights[Places + i] * prompt.Dense[i];
        return 1 / (1 + Math.Exp(-sum));
    }

    private void Learn(Features prompt, double isRight)
    {
        var error = Probability(prompt) - isRight;
        foreach (var place in prompt.Words)
            Step(place, error * prompt.WordValue);
        for (var i = 0; i < Features.Counts; i++)
            Step(Places + i, error * prompt.Dense[i]);
    }

    private void Step(int place, double slope)
    {
        slope += Shrinkage * _weights[place];
        _squares[place] += slope * slope;
        _weights[place] -= Rate * slope / Math.Sqrt(_squares[place]);
    }

    /// <summary>What the model reads of a prompt.</summary>
    internal sealed record Features(int[] Words, double[] Dense)
    {
        public const int Counts = 6;

        public double WordValue { get; } = 1 / Math.Sqrt(Words.Length + 1.0);

        public static Features Of(string prompt)
        {
            string[] tokens = [.. Tokens(prompt).Take(MostTokens)];
            var words = new HashSet<int>();
            foreach (var (i, token) in tokens.Index())
            {
                words.Add(Place(token));
                if (i > 0)
                    words.Add(Place(tokens[i - 1] + " " + token));
            }

            double length = Math.Max(1, prompt.Length);
            return new([.. words], [1, Math.Log(1 + length) / 8, prompt.Count(char.IsDigit) / length * 10, prompt.Count(static c => c == '\n') / 10.0, tokens.Length / (double)MostTokens, tokens.Count(static t => t == "#") / 10.0]);
        }

        // Words in lower case, numbers as one word, every other sign by itself.
        private static IEnumerable<string> Tokens(string text)
        {
            for (var start = 0; start < text.Length;)
            {
                var end = start + 1;
                if (char.IsDigit(text[start]))
                {
                    while (end < text.Length && char.IsDigit(text[end]))
                        end++;
                    yield return "#";
                }
                else if (char.IsLetter(text[start]))
                {
                    while (end < text.Length && char.IsLetter(text[end]))
                        end++;
                    yield return text[start..end].ToLowerInvariant();
                }
                else if (!char.IsWhiteSpace(text[start]))
                {
                    yield return text[start..end];
                }

                start = end;
            }
        }

        // FNV-1a, the same in every process.
        private static int Place(string token)
        {
            var hash = 2166136261u;
            foreach (var character in token)
                hash = (hash ^ character) * 16777619u;
            return (int)((hash ^ (hash >> 15)) % Places);
        }
    }
}
