using System.Text.Json;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Templates.Jinja;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Templates;

/// <summary>
/// Turns messages into the text a model was trained on. Templates run in a sandbox: they read what they are given, call nothing
/// outside and stop at fixed limits of steps, depth and output. Immutable and thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    private readonly Block _body;
    private readonly Block? _toolBody;
    private readonly TimeProvider _time;

    private ChatTemplate(string name, Block body, Block? toolBody, ChatTemplateSource source, TimeProvider time)
    {
        (Name, _body, _toolBody, Source, _time) = (name, body, toolBody, source, time);
    }

    /// <summary>What error messages call it, usually the file.</summary>
    public string Name { get; }

    /// <summary>Whether the template is the model's own or a default.</summary>
    public ChatTemplateSource Source { get; }

    /// <summary>The text of the begin-of-sequence token that templates write as <c>bos_token</c>; empty if the model has none.</summary>
    public string BeginToken { get; private init; } = "";

    /// <summary>The text of the end-of-sequence token that templates write as <c>eos_token</c>; empty if the model has none.</summary>
    public string EndToken { get; private init; } = "";

    /// <summary>
    /// Loads the template of a model folder: <c>chat_template.jinja</c>, or <c>chat_template</c> of <c>tokenizer_config.json</c> (a
    /// string, or named templates of which <c>default</c> and <c>tool_use</c> are taken). A model without one gets ChatML when its
    /// vocabulary has <c>&lt;|im_start|&gt;</c> and <c>&lt;|im_end|&gt;</c>, else plain role names; <see cref="Source"/> tells.
    /// </summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="tokenizer">The model's tokenizer, to look for the ChatML tokens; without it the folder's is not consulted.</param>
    /// <param name="time">The clock of <c>strftime_now</c>; the system's by default.</param>
    /// <exception cref="ChatTemplateException">The template has a syntax error.</exception>
    /// <exception cref="LocalModelException">A file cannot be read, or <c>tokenizer_config.json</c> is not JSON.</exception>
    public static ChatTemplate Load(string folder, Tokenizer? tokenizer = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var files = ChatTemplateFiles.Read(folder);
        var (text, toolText, name, source) = files.Template is not null ? (files.Template, files.ToolTemplate, files.Name, ChatTemplateSource.Model)
            : tokenizer?.Find("<|im_start|>") is not null && tokenizer.Find("<|im_end|>") is not null
                ? (DefaultTemplate.ChatMl, null, "the default ChatML template", ChatTemplateSource.DefaultChatMl)
                : (DefaultTemplate.Plain, null, "the default plain template", ChatTemplateSource.DefaultPlain);
        return Create(text, toolText, name, source, files.BeginToken, files.EndToken, time);
    }

    /// <summary>Reads a template from its text.</summary>
    /// <param name="text">Jinja, as in <c>chat_template</c>.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="beginToken">The value of <c>bos_token</c>.</param>
    /// <param name="endToken">The value of <c>eos_token</c>.</param>
    /// <param name="time">The clock of <c>strftime_now</c>; the system's by default.</param>
    /// <exception cref="ChatTemplateException">The text has a syntax error, with its line and column.</exception>
    public static ChatTemplate Parse(string text, string name = "template", string beginToken = "", string endToken = "", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Create(text, null, name, ChatTemplateSource.Model, beginToken, endToken, time);
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="toolsJson">A JSON list of tools (<c>{"type":"function","function":{…}}</c>), or <see langword="null"/> for none.</param>
    /// <param name="addGenerationPrompt">Whether to end with the beginning of the assistant's answer.</param>
    /// <param name="variables">Further variables the template may read, such as <c>enable_thinking</c>.</param>
    /// <exception cref="ChatTemplateException">The template refuses the messages, fails, or runs into a limit.</exception>
    /// <exception cref="JsonException"><paramref name="toolsJson"/> or the arguments of a call are not JSON.</exception>
    public string Render(
        IReadOnlyList<TemplateMessage> messages,
        string? toolsJson = null,
        bool addGenerationPrompt = true,
        IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            return Render(messages, toolsJson, addGenerationPrompt, variables, argumentsAsText: false);
        }
        catch (ChatTemplateException e) when (!e.IsRaisedByTemplate && messages.Any(message => message.ToolCalls.Count > 0))
        {
            // Some templates paste the arguments of a call as text, most take them as a value; the file does not say which.
            return Render(messages, toolsJson, addGenerationPrompt, variables, argumentsAsText: true);
        }
    }

    private static ChatTemplate Create(string text, string? toolText, string name, ChatTemplateSource source, string begin, string end, TimeProvider? time)
    {
        try
        {
            return new ChatTemplate(
                name, StatementParser.Parse(text), toolText is null ? null : StatementParser.Parse(toolText), source, time ?? TimeProvider.System)
            {
                BeginToken = begin,
                EndToken = end,
            };
        }
        catch (JinjaException e)
        {
            throw new ChatTemplateException(e.Message, name, e.At.Line, e.At.Column);
        }
    }

    private string Render(
        IReadOnlyList<TemplateMessage> messages, string? toolsJson, bool addGenerationPrompt, IReadOnlyDictionary<string, JsonElement>? variables, bool argumentsAsText)
    {
        var run = new JinjaRun(_time);
        var globals = new JinjaScope(run, outer: null);
        JinjaGlobals.AddTo(globals);
        globals.Set("bos_token", BeginToken);
        globals.Set("eos_token", EndToken);
        globals.Set("messages", TemplateValues.Of(messages, argumentsAsText));
        globals.Set("tools", toolsJson is null ? null : TemplateValues.Parse(toolsJson));
        globals.Set("documents", null);
        globals.Set("add_generation_prompt", addGenerationPrompt);
        foreach (var (name, value) in variables ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
            globals.Set(name, PythonJson.Read(value));
        try
        {
            (toolsJson is null ? _body : _toolBody ?? _body).Execute(new JinjaScope(run, globals));
            return run.Text;
        }
        catch (JinjaException e)
        {
            throw new ChatTemplateException(e.Message, Name, e.At.Line, e.At.Column, e.IsRaised);
        }
    }
}
