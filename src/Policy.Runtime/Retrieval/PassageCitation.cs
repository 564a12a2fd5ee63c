using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A passage that an answer was made with. Holds none of its text.</summary>
/// <param name="Number">How the prompt, and therefore the answer, refers to it: <c>[1]</c>.</param>
/// <param name="Collection">The collection's name in the policy.</param>
/// <param name="Id">Of the passage in its collection.</param>
/// <param name="Source">The document it is from.</param>
/// <param name="Score">Cosine of passage and question.</param>
/// <param name="Version">The document's version.</param>
public sealed record PassageCitation(int Number, string Collection, string Id, string Source, double Score, string Version)
{
    /// <summary>The key in <c>ChatResponse.AdditionalProperties</c>, behind which is an <c>IReadOnlyList&lt;PassageCitation&gt;</c>.</summary>
    public const string PropertyName = "optpolicy.citations";
}

/// <summary>Reads the citations of a response.</summary>
public static class PassageCitationExtensions
{
    /// <summary>The passages that the answer was made with, in the order of their numbers; empty when nothing was retrieved.</summary>
    public static IReadOnlyList<PassageCitation> GetCitations(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Read(response.AdditionalProperties);
    }

    /// <summary>The passages that a streamed answer was made with, when this is its last update; otherwise empty.</summary>
    public static IReadOnlyList<PassageCitation> GetCitations(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Read(update.AdditionalProperties);
    }

    private static IReadOnlyList<PassageCitation> Read(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(PassageCitation.PropertyName, out var value) && value is IReadOnlyList<PassageCitation> citations ? citations : [];
}
