using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace OptPolicy.LanguageServer.Connection;

/// <summary>JSON-RPC that refuses requests before <c>initialize</c> and after <c>shutdown</c>.</summary>
internal sealed class LifecycleRpc(IJsonRpcMessageHandler handler, ServerLifecycle lifecycle) : JsonRpc(handler)
{
    protected override ValueTask<JsonRpcMessage> DispatchRequestAsync(JsonRpcRequest request, TargetMethod targetMethod, CancellationToken cancellationToken) =>
        request.IsResponseExpected && lifecycle.Refuse(request.Method) is { } refusal
            ? new ValueTask<JsonRpcMessage>(Error(request, refusal))
            : base.DispatchRequestAsync(request, targetMethod, cancellationToken);

    private static JsonRpcError Error(JsonRpcRequest request, LifecycleError refusal) => new()
    {
        RequestId = request.RequestId,
        Error = new JsonRpcError.ErrorDetail { Code = (JsonRpcErrorCode)refusal.Code, Message = refusal.Message },
    };
}
