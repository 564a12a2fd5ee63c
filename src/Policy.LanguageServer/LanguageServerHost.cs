using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.VisualStudio.Threading;
using OptPolicy.LanguageServer.Connection;
using StreamJsonRpc;

namespace OptPolicy.LanguageServer;

/// <summary>Runs the language server over a pair of streams. Nothing but the protocol is written to the output.</summary>
public static class LanguageServerHost
{
    /// <summary>Serves until <c>exit</c>, or until the client is gone.</summary>
    /// <param name="input">What the client writes.</param>
    /// <param name="output">What the client reads.</param>
    /// <param name="options">What the editor is told about this server.</param>
    /// <returns>0 after an orderly shutdown, else 1: the process exit code that the protocol asks for.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, LanguageServerOptions options)
    {
        var lifecycle = new ServerLifecycle();
        using var formatter = new SystemTextJsonFormatter { JsonSerializerOptions = Serialization() };
        await using var handler = new TolerantMessageHandler(output, input, formatter);
        using var rpc = new LifecycleRpc(handler, lifecycle);

        // One message after another, in the order they came: an edit is never overtaken by the question about it.
        rpc.SynchronizationContext = new NonConcurrentSynchronizationContext(sticky: false);
        rpc.AddLocalRpcTarget(
            new PolicyLanguageServer(new EditorClient(rpc), lifecycle, options),
            new JsonRpcTargetOptions { UseSingleObjectParameterDeserialization = true, DisposeOnDisconnect = true });
        rpc.StartListening();
        var finished = await Task.WhenAny(lifecycle.Exit, rpc.Completion).ConfigureAwait(false);
        if (finished != lifecycle.Exit)
        {
            lifecycle.Leave();
        }

        return await lifecycle.Exit.ConfigureAwait(false);
    }

    private static JsonSerializerOptions Serialization() => new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
