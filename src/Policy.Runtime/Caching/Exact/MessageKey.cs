using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The part of a cache key that the conversation makes.</summary>
internal static class MessageKey
{
    /// <summary>Writes all messages; <see langword="false"/> when something has no canonical form.</summary>
    public static bool TryWrite(ref CanonicalWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        Dictionary<string, int>? calls = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            writer.Tag(KeyPart.Message);
            writer.Text(message.Role.Value);
            writer.Text(message.AuthorName);
            var contents = message.Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                if (!TryWrite(ref writer, contents[j], ref calls)) return false;
            }

            if (!TryWriteProperties(ref writer, message.AdditionalProperties)) return false;
        }

        writer.Tag(KeyPart.End);
        return true;
    }

    private static bool TryWrite(ref CanonicalWriter writer, AIContent content, ref Dictionary<string, int>? calls)
    {
        switch (content)
        {
            case TextContent text:
                writer.Tag(KeyPart.Text);
                writer.Prose(text.Text);
                break;
            case TextReasoningContent reasoning:
                writer.Tag(KeyPart.Reasoning);
                writer.Prose(reasoning.Text);
                writer.Text(reasoning.ProtectedData);
                break;
            case DataContent data:
                writer.Tag(KeyPart.Data);
                writer.Text(data.MediaType);
                writer.Text(data.Name);
                writer.Bytes(data.Data.Span);
                break;
            case UriContent address:
                writer.Tag(KeyPart.Address);
                writer.Text(address.MediaType);
                writer.Text(address.Uri.OriginalString);
                break;
            case FunctionCallContent call:
                writer.Tag(KeyPart.Call);
                writer.Number(NumberOf(call.CallId, ref calls));
                writer.Text(call.Name);
                if (!ExactKey.TryWriteProperties(ref writer, call.Arguments, asJson: true)) return false;
                break;
            case FunctionResultContent result:
                writer.Tag(KeyPart.Result);
                writer.Number(NumberOf(result.CallId, ref calls));
                if (!ExactKey.TryWriteValue(ref writer, result.Result, asJson: true)) return false;
                break;
            case ErrorContent error:
                writer.Tag(KeyPart.Error);
                writer.Text(error.Message);
                writer.Text(error.ErrorCode);
                writer.Text(error.Details);
                break;
            case HostedFileContent file:
                writer.Tag(KeyPart.File);
                writer.Text(file.FileId);
                break;
            case UsageContent:
                return true;
            default:
                return false;
        }

        return TryWriteProperties(ref writer, content.AdditionalProperties);
    }

    private static bool TryWriteProperties(ref CanonicalWriter writer, AdditionalPropertiesDictionary? properties)
    {
        if (properties is not { Count: > 0 }) return true;
        writer.Tag(KeyPart.Properties);
        return ExactKey.TryWriteProperties(ref writer, properties);
    }

    private static int NumberOf(string callId, ref Dictionary<string, int>? calls)
    {
        calls ??= new(StringComparer.Ordinal);
        if (!calls.TryGetValue(callId, out var number)) calls.Add(callId, number = calls.Count);
        return number;
    }
}
