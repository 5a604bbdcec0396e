using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Signaling.Grains.Tests.Wire;

/// <summary>A value with all that is in it as a text, to compare by content.</summary>
internal static class Describe
{
    public static string It(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        Enum or bool or byte or int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(It))}]",
        _ => $"{value.GetType().Name}({string.Join(", ", Parts(value))})",
    };

    private static IEnumerable<string> Parts(object value)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance;
        var properties = value.GetType().GetProperties(own).Where(p => p.GetIndexParameters().Length == 0).Select(p => (p.Name, Value: p.GetValue(value)));
        var fields = value.GetType().GetFields(own).Select(f => (f.Name, Value: f.GetValue(value)));
        return properties.Concat(fields).OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Name}={It(part.Value)}");
    }
}
