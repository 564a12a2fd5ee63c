namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>How long distillation takes on a processor.</summary>
internal static class TrainingEstimate
{
    /// <summary>Weights times tokens that one core trains on in a second: 2.76 M weights at 3,900 tokens (Zen 4, bfloat16 products).</summary>
    private const double WeightTokensPerSecond = 2.76e6 * 3900;

    /// <summary>The teacher's forward pass is about a third of a step beside the student's two thirds.</summary>
    private const double TeacherShare = 0.5;

    /// <summary>Passes over the data.</summary>
    private const int Epochs = 3;

    /// <summary>Examples below which a pruned student did not recover.</summary>
    public const int ExamplesMin = 1000;

    /// <summary>Tokens a weight from which published distillations came back: 2.5 B for 22 B weights.</summary>
    public const double TokensPerWeightMin = 0.1;

    public static TimeSpan Of(long parameters, long tokens) =>
        TimeSpan.FromSeconds(Math.Min(parameters * (double)tokens * Epochs * (1 + TeacherShare) / WeightTokensPerSecond, TimeSpan.MaxValue.TotalSeconds / 2));

    public static TimeSpan Limit(TrainingBudget budget) => budget switch
    {
        TrainingBudget.Hours => TimeSpan.FromHours(8),
        TrainingBudget.Days => TimeSpan.FromHours(72),
        _ => TimeSpan.Zero,
    };
}
