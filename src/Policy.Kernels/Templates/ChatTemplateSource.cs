namespace OptPolicy.Kernels.Templates;

/// <summary>Where a chat template comes from.</summary>
public enum ChatTemplateSource
{
    /// <summary>The model's own files.</summary>
    Model,

    /// <summary>None of the model's; its vocabulary has the ChatML tokens, so ChatML is used.</summary>
    DefaultChatMl,

    /// <summary>None of the model's, and no ChatML tokens: roles are written out as <c>User:</c> and <c>Assistant:</c>.</summary>
    DefaultPlain,
}
