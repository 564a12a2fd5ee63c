using System.Text;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>A number of tokens that a request cannot exceed, for money.</summary>
/// <remarks>
/// Byte-pair encodings never make more tokens than the text has UTF-8 bytes, so bytes bound tokens whatever the tokenizer.
/// Eight more for every message cover roles and separators of all known chat templates. An image, and whatever is only known
/// by its address, counts as the most that any provider takes for one; other data counts as its bytes.
/// </remarks>
public static class TokenBound
{
    /// <summary>Tokens added for every message.</summary>
    public const int PerMessage = 8;

    /// <summary>Most tokens that one image, or one file behind an address, is taken to have.</summary>
    public const int PerAddress = 16_384;

    /// <summary>Bounds the input tokens of a request.</summary>
    public static long OfInput(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        long bound = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            bound += PerMessage + BytesOf(messages[i].AuthorName);
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++) bound += OfContent(contents[j]);
        }

        if (options is null) return bound;
        if (options.Instructions is { Length: > 0 } instructions) bound += PerMessage + BytesOf(instructions);
        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            bound += BytesOf(json.SchemaName) + BytesOf(json.SchemaDescription) + (json.Schema is { } schema ? BytesOf(schema.GetRawText()) : 0);
        }

        if (options.Tools is { } tools)
        {
            for (var i = 0; i < tools.Count; i++) bound += PerMessage + ToolDeclaration.Bytes(tools[i]);
        }

        return bound;
    }

    private static long OfContent(AIContent content) => content switch
    {
        TextContent text => BytesOf(text.Text),
        TextReasoningContent reasoning => BytesOf(reasoning.Text) + BytesOf(reasoning.ProtectedData),
        DataContent data => data.HasTopLevelMediaType("image") ? PerAddress : data.Data.Length,
        UriContent or HostedFileContent or HostedVectorStoreContent => PerAddress,
        FunctionCallContent call => ToolPayload.CallBytes(call),
        FunctionResultContent result => ToolPayload.ResultBytes(result),
        ErrorContent error => BytesOf(error.Message) + BytesOf(error.Details),
        UsageContent => 0,
        _ => PerAddress,
    };

    private static long BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
