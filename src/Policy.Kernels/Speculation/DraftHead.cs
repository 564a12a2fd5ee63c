using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Speculation;

/// <summary>A draft head's weights, loaded once on the processor, over which any number of lanes draft. Thread-safe.</summary>
/// <remarks>Dispose it after its lanes.</remarks>
public sealed class DraftHead : IDisposable
{
    private readonly InferenceSession _session;
    private readonly int[] _targetTokens;

    private DraftHead(DraftHeadSpec spec, InferenceSession session)
    {
        Spec = spec;
        _session = session;
        _targetTokens = [.. spec.TargetTokens];
    }

    /// <summary>The head's shape.</summary>
    public DraftHeadSpec Spec { get; }

    /// <summary>Loads the weights.</summary>
    /// <param name="folder">A converted head.</param>
    /// <param name="target">The model that it will draft for.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="LocalModelException">The graph is broken, or the head was made for another model, or the target's graph gives no hidden states.</exception>
    public static DraftHead Open(DraftHeadFolder folder, DecoderSpec target, DecoderModelOptions options)
    {
        if (target.Bindings.HiddenStates is null)
            throw new LocalModelException($"The head in '{folder.Path}' reads hidden states, and its target's graph gives none. Convert the target again with hidden outputs.");
        if (folder.Spec.HiddenSize != target.HiddenSize || folder.Spec.VocabularySize != target.VocabularySize)
            throw new LocalModelException($"The head in '{folder.Path}' was made for a model of width {folder.Spec.HiddenSize} and {folder.Spec.VocabularySize} tokens; the target has width {target.HiddenSize} and {target.VocabularySize} tokens. Use the head that was trained for this model.");
        using var settings = SessionSettings.Create(options);
        try
        {
            return new DraftHead(folder.Spec, new InferenceSession(folder.GraphPath, settings));
        }
        catch (OnnxRuntimeException error)
        {
            throw new LocalModelException($"'{folder.GraphPath}' does not load: {error.Message} Convert the head again.", error);
        }
    }

    /// <summary>Opens a lane with an empty cache.</summary>
    public DraftHeadLane CreateLane() => new OnnxDraftHeadLane(Spec, _targetTokens, _session);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
