namespace OptPolicy.Evaluation.Routing;

/// <summary>
/// What a router recovers of the gap between two models, by the share of prompts that it sends to the strong one (RouteLLM, Ong et al. 2024):
/// the area below that curve (APGR) and the least shares that recover a half and four fifths of it (CPT50, CPT80). Taken exactly, at every share,
/// and as RouteLLM does, from 11 shares with straight lines between them.
/// </summary>
internal sealed class RecoveryCurve
{
    private const int Steps = 10;

    private readonly double[] _recovered;

    private RecoveryCurve(double[] recovered) => _recovered = recovered;

    /// <summary>Orders prompts by score, the strong model's first. Ties are in the order that the seed draws, not that of the file.</summary>
    public static RecoveryCurve Of(IReadOnlyList<RecordedPrompt> prompts, IReadOnlyList<double> scores, int seed)
    {
        var order = Enumerable.Range(0, prompts.Count).ToArray();
        new Random(seed).Shuffle(order);
        var gap = (double)prompts.Sum(static p => p.Gain);
        var recovered = new double[prompts.Count + 1];
        foreach (var (place, prompt) in order.OrderByDescending(i => scores[i]).Index())
            recovered[place + 1] = recovered[place] + prompts[prompt].Gain / gap;
        return new(recovered);
    }

    public double Area => Enumerable.Range(1, _recovered.Length - 1).Average(i => (_recovered[i - 1] + _recovered[i]) / 2);

    public double CoarseArea => Enumerable.Range(1, Steps).Average(i => (Coarse(i - 1) + Coarse(i)) / 2);

    /// <summary>The least share that recovers this much.</summary>
    public double Share(double recovered) => Array.FindIndex(_recovered, r => r >= recovered) / (_recovered.Length - 1.0);

    public double CoarseShare(double recovered)
    {
        var step = Enumerable.Range(1, Steps).First(i => Coarse(i) >= recovered);
        return (step - 1 + (recovered - Coarse(step - 1)) / (Coarse(step) - Coarse(step - 1))) / Steps;
    }

    private double Coarse(int step) => _recovered[(_recovered.Length - 1) * step / Steps];
}
