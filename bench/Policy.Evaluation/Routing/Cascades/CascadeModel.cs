namespace OptPolicy.Evaluation.Routing.Cascades;

/// <summary>A model of Cobbe et al., Training Verifiers to Solve Math Word Problems (2021), whose answers OpenAI published.</summary>
/// <param name="Column">Its name in the file.</param>
/// <param name="DollarsPerMillionTokens">Assumed: in proportion to its parameters. These models were never sold.</param>
/// <param name="Draws">How often an answer is written or read: verification draws 100 solutions and reads each of them with a verifier as large.</param>
internal sealed record CascadeModel(string Name, string Column, double DollarsPerMillionTokens, int Draws)
{
    private const double DollarsPerBillionParameters = 1.0 / 30;

    /// <summary>From the cheapest answer to the dearest.</summary>
    public static IReadOnlyList<CascadeModel> All { get; } =
    [
        new("6B", "6b_finetuning", 6 * DollarsPerBillionParameters, 1),
        new("175B", "175b_finetuning", 175 * DollarsPerBillionParameters, 1),
        new("6B verified", "6b_verification", 6 * DollarsPerBillionParameters, 200),
        new("175B verified", "175b_verification", 175 * DollarsPerBillionParameters, 200),
    ];
}
