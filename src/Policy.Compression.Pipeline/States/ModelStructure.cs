namespace OptPolicy.Compression.Pipeline.States;

/// <summary>Whether parts of the network were removed, and whether training has made up for it.</summary>
public enum ModelStructure
{
    /// <summary>Nothing was removed.</summary>
    Dense,

    /// <summary>Parts were removed and nothing was trained since.</summary>
    PrunedUnrecovered,

    /// <summary>Parts were removed and the rest was trained afterwards.</summary>
    Recovered,
}
