namespace OptPolicy.Kernels;

/// <summary>One user's hold on a model of a <see cref="LocalModelRegistry"/>. Dispose it when done; disposing again does nothing.</summary>
public sealed class LocalModelShare : IDisposable
{
    private readonly IDisposable _share;

    internal LocalModelShare(LocalModel model, IDisposable share)
    {
        Model = model;
        _share = share;
    }

    /// <summary>The model; others may use it too, so do not dispose it.</summary>
    public LocalModel Model { get; }

    /// <inheritdoc/>
    public void Dispose() => _share.Dispose();
}
