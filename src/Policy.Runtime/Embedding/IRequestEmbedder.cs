namespace OptPolicy;

/// <summary>Embeds texts with one embedder of a policy. Thread-safe. Vectors have length 1.</summary>
public interface IRequestEmbedder
{
    /// <summary>Identifies everything that decides vectors; vectors of different fingerprints must not be compared.</summary>
    string Fingerprint { get; }

    /// <summary>Components of a vector.</summary>
    int Dimensions { get; }

    /// <summary>The text's vector, of length 1.</summary>
    /// <exception cref="InvalidOperationException">The embedder failed or gave something that is no vector; the message names it.</exception>
    ValueTask<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken);
}
