namespace OptPolicy;

/// <summary>Judges near hits. Thread-safe.</summary>
public interface IHitVerifier
{
    /// <summary>
    /// Whether the answer given to <paramref name="cached"/> also answers <paramref name="asked"/>. Anything but a clear yes, an error included, is no:
    /// verification fails closed.
    /// </summary>
    /// <param name="asked">The question now.</param>
    /// <param name="cached">The question that was answered.</param>
    /// <param name="cancellationToken">Stops the judge.</param>
    ValueTask<HitVerdict> VerifyAsync(string asked, string cached, CancellationToken cancellationToken);
}

/// <summary>A verifier's judgement.</summary>
/// <param name="IsSame">Whether the cached answer may be served.</param>
/// <param name="Probability">Of that, 0…1; <see langword="null"/> when the judge gives none.</param>
public readonly record struct HitVerdict(bool IsSame, double? Probability);
