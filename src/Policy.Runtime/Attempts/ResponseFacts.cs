using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>What is known about an answer; the facts of <c>accept when</c>.</summary>
public sealed class ResponseFacts
{
    /// <summary>Creates the facts of one answer.</summary>
    /// <param name="response">The complete answer.</param>
    /// <param name="confidence">0 to 1; <see langword="null"/> when the provider gives none.</param>
    public ResponseFacts(ChatResponse response, double? confidence)
    {
        Response = response;
        Confidence = confidence ?? 0;
        HasConfidence = confidence is not null;
    }

    /// <summary>The complete answer.</summary>
    public ChatResponse Response { get; }

    /// <summary>Confidence, 0 to 1. An answer without one counts as 0: when unsure, escalate.</summary>
    public double Confidence { get; }

    /// <summary>Whether the provider gave a confidence.</summary>
    public bool HasConfidence { get; }

    /// <summary>Output tokens that the provider counted, or 0.</summary>
    public long OutputTokens => Response.Usage?.OutputTokenCount ?? 0;

    /// <summary>The text of the answer.</summary>
    public string Text => Response.Text;

    /// <summary>Whether the answer calls tools.</summary>
    public bool HasToolCalls => Response.Messages.Any(static m => m.Contents.Any(static c => c is FunctionCallContent));
}
