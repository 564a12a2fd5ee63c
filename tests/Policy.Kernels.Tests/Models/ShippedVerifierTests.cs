using System.Runtime.CompilerServices;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Kernels.Tests.Models;

public sealed class ShippedVerifierTests
{
    private const double Likely = 0.5;

    [Theory]
    [InlineData("How do I cancel my subscription?", "how do i cancel my subscription")]
    [InlineData("How do I cancel my subscription?", "How can I cancel my subscription?")]
    [InlineData("What is the best way to learn French?", "How do I learn French?")]
    public void SameQuestionIsLikely(string first, string second) =>
        Assert.InRange(Probability(first, second), Likely, 1);

    [Theory]
    [InlineData("Can I get a refund after 14 days?", "Can I get a refund after 30 days?")]
    [InlineData("How do I enable notifications?", "How do I disable notifications?")]
    [InlineData("Is it safe to eat before the operation?", "Is it safe to eat after the operation?")]
    [InlineData("How long is the flight from Oslo to Rome?", "How long is the flight from Rome to Oslo?")]
    [InlineData("Should I sign the contract?", "Should I not sign the contract?")]
    [InlineData("Did Anna hire Ben?", "Was Anna hired by Ben?")]
    public void QuestionWithAnotherAnswerIsUnlikely(string first, string second)
    {
        Assert.InRange(Probability(first, second), 0, Likely);
        Assert.InRange(Probability(second, first), 0, Likely);
    }

    [Fact]
    public void SameProbabilityComesFromEveryCall() =>
        Assert.Equal(Probability("where is my parcel", "where is my order"), Probability("where is my parcel", "where is my order"));

    private static double Probability(string first, string second)
    {
        using var verifier = OnnxTextClassifier.Open(Folder(), new OnnxEmbeddingOptions { Threads = 1 });
        return verifier.Probability(first, second, "same", TestContext.Current.CancellationToken);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "models", "verifier"));
}
