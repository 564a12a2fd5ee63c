namespace OptPolicy.Kernels.Decoding;

/// <summary>A request in a pool's queue.</summary>
internal sealed class LaneWaiter(LaneRequest request)
{
    private readonly TaskCompletionSource<PrefixReuse> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LaneRequest Request { get; } = request;

    public Task<PrefixReuse> Granted => _granted.Task;

    public void Grant(PrefixReuse reuse) => _granted.SetResult(reuse);

    public void Fail(Exception error) => _granted.SetException(error);

    public void Cancel(CancellationToken cancellationToken) => _granted.SetCanceled(cancellationToken);
}
