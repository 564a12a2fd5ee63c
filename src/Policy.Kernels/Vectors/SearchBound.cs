namespace OptPolicy.Kernels.Vectors;

/// <summary>How a search decides from sign codes which entries need no exact score.</summary>
public enum SearchBound
{
    /// <summary>By the Cauchy–Schwarz inequality: no entry at or above the floor is ever passed over.</summary>
    Proven,

    /// <summary>
    /// By six standard deviations of what a random rotation leaves: an entry at the floor is passed over with a probability
    /// near 10⁻⁹. Faster where many entries are similar to everything asked, or floors are low.
    /// </summary>
    Probable,
}
