using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace OptPolicy.LanguageServer.Connection;

/// <summary>Answers a message that is not JSON-RPC with an error and goes on; the base class would close the connection.</summary>
internal sealed class TolerantMessageHandler(Stream output, Stream input, IJsonRpcMessageFormatter formatter)
    : HeaderDelimitedMessageHandler(output, input, formatter)
{
    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await base.ReadCoreAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
            {
                // The frame was read in full before its content failed, so the stream stands at the next header.
                await WriteAsync(ParseError(e), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static JsonRpcError ParseError(Exception e) => new()
    {
        RequestId = RequestId.Null,
        Error = new JsonRpcError.ErrorDetail { Code = JsonRpcErrorCode.ParseError, Message = e.Message },
    };
}
