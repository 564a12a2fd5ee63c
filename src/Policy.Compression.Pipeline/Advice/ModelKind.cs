namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What a model's files are.</summary>
public enum ModelKind
{
    /// <summary>config.json and safetensors of an architecture that stages can train.</summary>
    Checkpoint,

    /// <summary>A folder that runs in-process.</summary>
    Runnable,

    /// <summary>Any other ONNX graph.</summary>
    Onnx,

    /// <summary>A GGUF file.</summary>
    Gguf,
}
