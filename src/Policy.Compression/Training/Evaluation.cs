namespace OptPolicy.Compression.Training;

/// <summary>How well a model predicts data that it was not trained on.</summary>
/// <param name="Loss">Mean cross-entropy in nats per token.</param>
/// <param name="TokenAccuracy">Share of tokens that the model finds most likely.</param>
/// <param name="Tokens">Tokens predicted.</param>
public sealed record Evaluation(double Loss, double TokenAccuracy, int Tokens)
{
    /// <summary>Share of answers that greedy decoding gets wholly right, where answers were measured.</summary>
    public double? ExactAnswers { get; init; }

    /// <summary>e to the loss: among how many equally likely tokens the model is as good as undecided.</summary>
    public double Perplexity => Math.Exp(Loss);
}
