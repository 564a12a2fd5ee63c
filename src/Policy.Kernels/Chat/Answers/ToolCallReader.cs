using Microsoft.Extensions.AI;

namespace OptPolicy.Kernels.Chat;

/// <summary>Divides an answer into text and tool calls while it is written.</summary>
/// <remarks>
/// Syntaxes: <c>&lt;tool_call&gt;…&lt;/tool_call&gt;</c> (Hermes, Qwen), <c>[TOOL_CALLS]…</c> (Mistral), <c>&lt;|python_tag|&gt;…</c> (Llama 3), and an answer that is nothing but
/// JSON calls of offered tools. What looks like a call and is none is given as the text it is.
/// </remarks>
internal sealed class ToolCallReader(IReadOnlyCollection<string> tools, bool allowsMany)
{
    private static readonly string[] Marks = [ToolPrompt.CallStart, .. ToolMarks.BeforeRest];

    private string _buffer = "";
    private string _mark = "";
    private Part _part = Part.Beginning;

    private enum Part
    {
        Beginning,
        Text,
        OneCall,
        RestIsCalls,
        RestMayBeCalls,
    }

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Whether the answer has called what it may call and should end.</summary>
    public bool IsDone => Calls > 0 && !allowsMany;

    public void Append(string text, List<AIContent> output)
    {
        _buffer += text;
        while (!IsDone && Step(output))
        {
        }
    }

    /// <summary>Ends the answer.</summary>
    public void Complete(List<AIContent> output)
    {
        if (IsDone)
            return;
        if (_part is Part.Beginning or Part.Text)
        {
            EmitText(_buffer, output);
        }
        else
        {
            var calls = ToolCallText.Read(_buffer);
            EmitCalls(_part != Part.RestMayBeCalls || calls.All(call => tools.Contains(call.Name)) ? calls : [], _mark + _buffer, output);
        }

        _buffer = "";
    }

    private bool Step(List<AIContent> output) => _part switch
    {
        Part.Beginning => Begin(),
        Part.Text => Text(output),
        Part.OneCall => OneCall(output),
        _ => false,
    };

    private bool Begin()
    {
        var start = _buffer.AsSpan().TrimStart();
        if (start.IsEmpty)
            return false;
        foreach (var mark in Marks)
        {
            if (start.Length < mark.Length && mark.AsSpan().StartsWith(start, StringComparison.Ordinal))
                return false;
        }

        var isMark = false;
        foreach (var mark in Marks)
            isMark |= start.StartsWith(mark, StringComparison.Ordinal);
        _part = !isMark && (start[0] is '{' or '[') ? Part.RestMayBeCalls : Part.Text;
        return true;
    }

    private bool Text(List<AIContent> output)
    {
        var (at, found) = (-1, "");
        foreach (var mark in Marks)
        {
            var index = _buffer.IndexOf(mark, StringComparison.Ordinal);
            if (index >= 0 && (at < 0 || index < at))
                (at, found) = (index, mark);
        }

        if (at >= 0)
        {
            EmitText(_buffer.AsSpan(0, at).TrimEnd().ToString(), output);
            _buffer = _buffer[(at + found.Length)..];
            _mark = found;
            _part = found == ToolPrompt.CallStart ? Part.OneCall : Part.RestIsCalls;
            return true;
        }

        var certain = _buffer.AsSpan(0, _buffer.Length - LongestStart()).TrimEnd().Length;
        EmitText(_buffer[..certain], output);
        _buffer = _buffer[certain..];
        return false;
    }

    private bool OneCall(List<AIContent> output)
    {
        var end = _buffer.IndexOf(ToolPrompt.CallEnd, StringComparison.Ordinal);
        if (end < 0)
            return false;
        var inside = _buffer[..end];
        _buffer = _buffer[(end + ToolPrompt.CallEnd.Length)..];
        EmitCalls(ToolCallText.Read(inside), _mark + inside + ToolPrompt.CallEnd, output);
        _part = Part.Text;
        return true;
    }

    private int LongestStart()
    {
        var longest = 0;
        foreach (var mark in Marks)
        {
            for (var length = Math.Min(mark.Length - 1, _buffer.Length); length > longest; length--)
            {
                if (_buffer.AsSpan().EndsWith(mark.AsSpan(0, length), StringComparison.Ordinal))
                    longest = length;
            }
        }

        return longest;
    }

    private void EmitCalls(IReadOnlyList<FunctionCallContent> calls, string written, List<AIContent> output)
    {
        if (calls.Count == 0)
        {
            EmitText(written, output);
            return;
        }

        foreach (var call in calls.Take(allowsMany ? calls.Count : 1))
        {
            output.Add(call);
            Calls++;
        }
    }

    private void EmitText(string text, List<AIContent> output)
    {
        if (text.Length > 0 && (Calls == 0 || !string.IsNullOrWhiteSpace(text)))
            output.Add(new TextContent(text));
    }
}
