namespace OptPolicy.Kernels.Templates;

/// <summary>What a model without a template of its own is given.</summary>
internal static class DefaultTemplate
{
    public const string ChatMl = """
        {%- for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}{% if message.content %}{{ message.content }}{% endif %}
        {%- for call in message.tool_calls or [] %}{{ '\n<tool_call>\n' + ({'name': call.function.name, 'arguments': call.function.arguments} | tojson) + '\n</tool_call>' }}{% endfor %}
        {{- '<|im_end|>\n' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
        """;

    public const string Plain = """
        {{- bos_token }}
        {%- for message in messages %}
        {%- if message.role == 'system' %}{{ message.content + '\n\n' }}
        {%- else %}{{ (message.role | capitalize) + ': ' + (message.content or '') + '\n' }}{% endif %}{% endfor %}
        {%- if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}
        """;
}
