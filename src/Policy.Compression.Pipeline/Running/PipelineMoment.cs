namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>What has happened to a stage.</summary>
public enum PipelineMoment
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>Its result was there from an earlier run.</summary>
    Cached,

    /// <summary>It was given up.</summary>
    Rejected,
}
