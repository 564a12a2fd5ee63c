using System.Text;
using Microsoft.Extensions.AI;

namespace OptPolicy;

/// <summary>The size of a tool's declaration as providers send it.</summary>
internal static class ToolDeclaration
{
    /// <summary>UTF-8 bytes of name, description and schemas.</summary>
    public static long Bytes(AITool tool)
    {
        long bytes = Encoding.UTF8.GetByteCount(tool.Name) + Encoding.UTF8.GetByteCount(tool.Description);
        if (tool is AIFunctionDeclaration function) bytes += Encoding.UTF8.GetByteCount(function.JsonSchema.GetRawText());
        return bytes;
    }
}
