namespace OptPolicy.LanguageServer.Connection;

/// <summary>Where the conversation stands: not initialized, running, shut down.</summary>
internal sealed class ServerLifecycle
{
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _initialized;
    private volatile bool _shutDown;

    /// <summary>The process's exit code: 0 only after an orderly <c>shutdown</c>.</summary>
    public Task<int> Exit => _exit.Task;

    public void Initialize() => _initialized = true;

    public void ShutDown() => _shutDown = true;

    public void Leave() => _exit.TrySetResult(_shutDown ? 0 : 1);

    /// <summary>The protocol's error for a request that comes too early or too late, or null.</summary>
    public LifecycleError? Refuse(string? method) =>
        _shutDown ? new(InvalidRequest, "The server was shut down.")
        : !_initialized && method != "initialize" ? new(ServerNotInitialized, "Send 'initialize' first.")
        : null;

    private const int InvalidRequest = -32600;
    private const int ServerNotInitialized = -32002;
}

internal sealed record LifecycleError(int Code, string Message);
