using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What a stream has brought so far.</summary>
internal sealed class StreamTally
{
    public UsageDetails? Usage { get; private set; }

    public ChatFinishReason? FinishReason { get; private set; }

    /// <summary>An estimate; at least one for each update with content.</summary>
    public long OutputTokens { get; private set; }

    public string? ModelId { get; private set; }

    public string? ResponseId { get; private set; }

    public void Add(ChatResponseUpdate update)
    {
        FinishReason = update.FinishReason ?? FinishReason;
        ModelId = update.ModelId ?? ModelId;
        ResponseId = update.ResponseId ?? ResponseId;
        var contents = update.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            switch (contents[i])
            {
                case UsageContent usage:
                    if (Usage is null) Usage = usage.Details;
                    else (Usage = Copy(Usage)).Add(usage.Details);
                    break;
                case TextContent text:
                    if (text.Text.Length > 0) OutputTokens += Math.Max(1, TokenEstimate.OfText(text.Text));
                    break;
                case var content:
                    if (AnswerClassifier.HoldsSomething(content)) OutputTokens++;
                    break;
            }
        }
    }

    private static UsageDetails Copy(UsageDetails usage)
    {
        var copy = new UsageDetails();
        copy.Add(usage);
        return copy;
    }
}
