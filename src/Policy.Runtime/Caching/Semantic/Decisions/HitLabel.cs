namespace OptPolicy;

/// <summary>One judged neighbour of an entry.</summary>
/// <param name="Similarity">Cosine of the question and the entry's.</param>
/// <param name="IsRight">Whether the entry's answer was right for it.</param>
public readonly record struct HitLabel(double Similarity, bool IsRight);
