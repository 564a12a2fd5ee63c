namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What is advised about a technique.</summary>
public enum AdviceVerdict
{
    /// <summary>Do it now.</summary>
    Do,

    /// <summary>Do it when the step before it has missed a gate or the size.</summary>
    WhenNeeded,

    /// <summary>Leave it.</summary>
    Leave,
}
