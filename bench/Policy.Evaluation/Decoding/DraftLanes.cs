using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Lanes of whatever drafts by running a model.</summary>
internal sealed class DraftLanes : IDisposable
{
    private readonly LocalModel _model;
    private readonly DraftHead? _head;

    public DraftLanes(ModelSource target, ModelSource draft, DecoderSpec spec, WeightFormat format, LocalModelOptions settings)
    {
        _model = LocalModel.Open(draft.In(format), settings with { Speculates = false });
        Draft = _model.OpenLane();
        _head = target.HeadIn(format) is { } folder ? DraftHead.Open(folder, spec, new DecoderModelOptions { Threads = settings.Threads }) : null;
        Head = _head?.CreateLane();
    }

    public DecoderLane Draft { get; }

    public DraftHeadLane? Head { get; }

    public void Dispose()
    {
        Head?.Dispose();
        _head?.Dispose();
        Draft.Dispose();
        _model.Dispose();
    }
}
