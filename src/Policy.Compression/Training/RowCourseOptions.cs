namespace OptPolicy.Compression.Training;

/// <summary>How rows are learned. Immutable.</summary>
public sealed record RowCourseOptions
{
    /// <summary>Share of the states that are switched off while learning.</summary>
    public double Dropout { get; init; }

    /// <summary>Share of the target's probability that is spread over all tokens (Szegedy et al. 2016, §7).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the teacher, 0…1; the rest is the data's.</summary>
    public double TeacherShare { get; init; } = 0.9;

    /// <summary>Decides what is switched off.</summary>
    public ulong Seed { get; init; } = 1;
}
