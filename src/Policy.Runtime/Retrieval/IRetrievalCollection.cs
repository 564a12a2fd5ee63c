namespace OptPolicy;

/// <summary>A collection that a policy retrieves from. Thread-safe.</summary>
public interface IRetrievalCollection
{
    /// <summary>The nearest passages, best first, equal scores always in the same order.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="PolicyConfigurationException">The collection cannot be used at all; the request fails with it. Any other exception leaves the request without passages.</exception>
    ValueTask<IReadOnlyList<RetrievedPassage>> SearchAsync(RetrievalQuery query, CancellationToken cancellationToken);
}

/// <summary>A search in a collection.</summary>
/// <param name="Vector">The question's vector, of length 1.</param>
/// <param name="Top">The most passages.</param>
/// <param name="LeastScore">The least score of a passage.</param>
/// <param name="Request">Who asks: a collection with documents of several tenants must give nobody another's.</param>
public sealed record RetrievalQuery(ReadOnlyMemory<float> Vector, int Top, double LeastScore, RequestFacts Request)
{
    /// <summary>The question itself, for searches by words.</summary>
    public string Question { get; init; } = "";

    /// <summary>How the policy wants the collection to be searched.</summary>
    public RetrievalSearch Search { get; init; }
}

/// <summary>A passage that was found.</summary>
/// <param name="Id">Of the passage in its collection.</param>
/// <param name="Source">The document it is from, such as a file's path.</param>
/// <param name="Text">The passage.</param>
/// <param name="Score">Cosine of passage and question; of collections that look at words, the share of the question's words that the passage says where that is more.</param>
/// <param name="Version">Changes with the document: answers made with another version are not served from the cache.</param>
public sealed record RetrievedPassage(string Id, string Source, string Text, double Score, string Version);
