using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <content>Facts that the shape of the request shows, without reading its text.</content>
public sealed partial class RequestFacts
{
    private int? _turns;
    private bool? _hasTools;
    private bool? _wantsJson;
    private bool? _isToolLoop;
    private double? _temperature;
    private long? _maxOutput;
    private MediaKinds? _media;

    [Flags]
    private enum MediaKinds
    {
        None = 0,
        Image = 1,
        Audio = 2,
    }

    /// <summary>Messages of the user, the one asked now included.</summary>
    public int Turns
    {
        get => _turns ??= CountTurns();
        set => _turns = value;
    }

    /// <summary>Whether the answer may call tools.</summary>
    public bool HasTools
    {
        get => _hasTools ??= Options is { Tools.Count: > 0, ToolMode: not NoneChatToolMode };
        set => _hasTools = value;
    }

    /// <summary>Whether any message holds an image.</summary>
    public bool HasImages
    {
        get => (Media & MediaKinds.Image) != MediaKinds.None;
        set => _media = value ? Media | MediaKinds.Image : Media & ~MediaKinds.Image;
    }

    /// <summary>Whether any message holds audio.</summary>
    public bool HasAudio
    {
        get => (Media & MediaKinds.Audio) != MediaKinds.None;
        set => _media = value ? Media | MediaKinds.Audio : Media & ~MediaKinds.Audio;
    }

    /// <summary>Whether the answer must be JSON.</summary>
    public bool WantsJson
    {
        get => _wantsJson ??= Options?.ResponseFormat is ChatResponseFormatJson;
        set => _wantsJson = value;
    }

    /// <summary>Whether the last message is the result of a tool, so that a model waits for it in mid-answer.</summary>
    public bool IsToolLoop
    {
        get => _isToolLoop ??= Messages.Count > 0 && HoldsToolResult(Messages[^1]);
        set => _isToolLoop = value;
    }

    /// <summary>The sampling temperature; 1 when the caller sets none.</summary>
    public double Temperature
    {
        get => _temperature ??= Options?.Temperature is { } t ? (double)(decimal)t : 1;
        set => _temperature = value;
    }

    /// <summary>Most output tokens that the caller allows; 0 when the caller sets no limit.</summary>
    public long MaxOutput
    {
        get => _maxOutput ??= Options?.MaxOutputTokens ?? 0;
        set => _maxOutput = value;
    }

    private MediaKinds Media => _media ??= FindMedia();

    private int CountTurns()
    {
        var turns = 0;
        for (var i = 0; i < Messages.Count; i++)
        {
            if (Messages[i].Role == ChatRole.User) turns++;
        }

        return turns;
    }

    private MediaKinds FindMedia()
    {
        var media = MediaKinds.None;
        for (var i = 0; i < Messages.Count; i++)
        {
            var contents = Messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                media |= contents[j] switch
                {
                    DataContent data => KindOf(data.MediaType),
                    UriContent uri => KindOf(uri.MediaType),
                    _ => MediaKinds.None,
                };
            }
        }

        return media;
    }

    private static MediaKinds KindOf(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? MediaKinds.Image
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? MediaKinds.Audio
        : MediaKinds.None;

    private static bool HoldsToolResult(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool) return true;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is ToolResultContent) return true;
        }

        return false;
    }
}
