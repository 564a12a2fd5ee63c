namespace OptPolicy;

/// <summary>How a collection is searched.</summary>
public enum RetrievalSearch
{
    /// <summary>By the vectors of question and passages: finds what is said in other words.</summary>
    Vector,

    /// <summary>By words that question and passage share: finds names, codes and whatever an embedder has not learned.</summary>
    Keywords,

    /// <summary>By both, and their ranks together.</summary>
    Hybrid,
}
