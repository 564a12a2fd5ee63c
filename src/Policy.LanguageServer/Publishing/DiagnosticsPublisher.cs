using OptPolicy.Language.Text;
using OptPolicy.LanguageServer.Connection;
using OptPolicy.LanguageServer.Protocol;
using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.LanguageServer.Publishing;

/// <summary>Sends the diagnostics of every open document after each change; a newer change cancels the work for an older one.</summary>
internal sealed class DiagnosticsPublisher(PolicyWorkspace workspace, EditorClient client, LanguageServerOptions options) : IDisposable
{
    private readonly DiagnosticTranslator _translator = new(options);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Dictionary<string, OpenDocument> _published = new(StringComparer.Ordinal);
    private CancellationTokenSource _current = new();

    public void Publish()
    {
        var next = new CancellationTokenSource();
        Interlocked.Exchange(ref _current, next).Cancel();
        _ = Task.Run(() => PublishAsync(next.Token));
    }

    /// <summary>Compiles a small policy before the first document opens: the first parse in a process is fifty times slower than the second.</summary>
    public void WarmUp() => _ = Task.Run(static () => OptPolicy.Language.PolicyCompiler.Compile([new PolicyText("warm-up", WarmUpText)]));

    public void Dispose() => Interlocked.Exchange(ref _current, new CancellationTokenSource()).Cancel();

    private const string WarmUpText = """
        optpolicy 1
        model m { provider: client price.input: $1/Mtok }
        policy P { route { rule r when input.tokens < 1ktok use m otherwise use m } }
        """;

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await PublishOpenAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // A newer change publishes instead.
        }
        catch (Exception e)
        {
            // A fault of the compiler must not end the session: the next edit gets another chance.
            await client.LogErrorAsync($"optpolicy: checking failed: {e}").ConfigureAwait(false);
        }
    }

    private async Task PublishOpenAsync(CancellationToken cancellationToken)
    {
        var snapshot = workspace.Open(cancellationToken);
        foreach (var document in snapshot.Documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var diagnostics = snapshot.Compilation.Diagnostics.Where(d => d.Path == document.Text.Path).Select(_translator.Translate);
            await client.PublishAsync(new PublishDiagnosticsParams(document.Uri, document.Version, [.. diagnostics])).ConfigureAwait(false);
            _published[document.Text.Path] = document;
        }

        foreach (var closed in _published.Values.Where(d => !snapshot.Documents.Any(open => open.Text.Path == d.Text.Path)).ToList())
        {
            await client.PublishAsync(new PublishDiagnosticsParams(closed.Uri, null, [])).ConfigureAwait(false);
            _published.Remove(closed.Text.Path);
        }
    }
}
