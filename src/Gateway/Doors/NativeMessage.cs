using System.Runtime.CompilerServices;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Flight;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors;

/// <summary>
/// One message of a client, read in one pass: fields as slices of the message, payloads untouched. A field of the wrong type is noted as
/// the first fault. Names stay as they are in JSON until somebody needs them.
/// </summary>
internal ref struct NativeMessage
{
    /// <summary>The longest that RFC 8839 section 5.4 allows.</summary>
    public const int UfragCharsMax = 256;

    public NativeType Type;
    public Code? Fault;
    public long Seq;
    /// <summary>-1 when absent.</summary>
    public long Seen;
    public long FromSeq;
    public long Negotiation;
    public bool? Acks;
    public bool? RollBack;
    public string? Room;
    public string? PeerId;
    public string? Instance;
    public string? Ticket;
    public string? Token;
    public string? Reason;
    public int? Seconds;
    public string? Connection;
    public string? TargetInstance;
    public string? Ufrag;
    public bool? Described;
    public LinkState State;
    public ReadOnlyMemory<byte> Sdp;
    public ReadOnlyMemory<byte> Candidate;
    public ReadOnlyMemory<byte> Data;
    public ReadOnlyMemory<byte> Error;
    public ReadOnlyMemory<byte> Detail;

    private readonly Span<char> _targetBuffer;
    private int _targetLength;

    private NativeMessage(Span<char> targetBuffer, NativeType type)
    {
        _targetBuffer = targetBuffer;
        Type = type;
        Seen = -1;
    }

    /// <summary>Whom it is for, or from: targetPeerId, fromPeerId or peerId of a state; empty when not named.</summary>
    public readonly ReadOnlySpan<char> Target => _targetBuffer[.._targetLength];

    /// <summary>Reads a message.</summary>
    /// <param name="json">The message, or only its fields when the type is known.</param>
    /// <param name="targetBuffer">Takes the target's name; must hold <see cref="Name.BytesMax"/> characters.</param>
    /// <param name="type">What the transport says it is; then a field <c>type</c> says nothing.</param>
    public static NativeMessage Read(ReadOnlyMemory<byte> json, Span<char> targetBuffer, NativeType type = NativeType.None)
    {
        var message = new NativeMessage(targetBuffer, type);
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) message.Fault = Reasons.BadJson;
            else message.ReadFields(ref reader, json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            message.Fault = Reasons.BadJson;
        }

        if (message is { Fault: null, Type: NativeType.None }) message.Fault = Reasons.MissingType;
        return message;
    }

    private void ReadFields(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var isTyped = Type != NativeType.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (NativeFields.Find(ref reader))
            {
                case NativeField.Type when !isTyped: ReadType(ref reader); break;
                case NativeField.TargetPeerId or NativeField.FromPeerId: ReadTarget(ref reader); break;
                case NativeField.Seq: Seq = ReadNumber(ref reader); break;
                case NativeField.Seen: Seen = ReadNumber(ref reader, 0, absent: -1); break;
                case NativeField.FromSeq: FromSeq = ReadNumber(ref reader); break;
                case NativeField.Negotiation: Negotiation = ReadNumber(ref reader); break;
                case NativeField.Sdp: Sdp = JsonValue.Read(ref reader, ref json); break;
                case NativeField.Candidate: Candidate = JsonValue.Read(ref reader, ref json); break;
                case NativeField.Data: Data = JsonValue.Read(ref reader, ref json); break;
                case NativeField.Error: Error = JsonValue.Read(ref reader, ref json); break;
                case NativeField.Acks: Acks = ReadBool(ref reader); break;
                case NativeField.Rollback: RollBack = ReadBool(ref reader); break;
                case NativeField.Room: Room = ReadName(ref reader); break;
                case NativeField.PeerId: PeerId = ReadName(ref reader); break;
                case NativeField.Instance: Instance = ReadName(ref reader); break;
                case NativeField.Connection: Connection = ReadName(ref reader); break;
                case NativeField.TargetInstance: TargetInstance = ReadName(ref reader); break;
                case NativeField.Ufrag: ReadUfrag(ref reader); break;
                case NativeField.Described: Described = ReadBool(ref reader); break;
                case NativeField.ConnectionState: State = NativeFields.ReadState(ref reader); break;
                case NativeField.Detail: Detail = JsonValue.Read(ref reader, ref json); break;
                case NativeField.Resume: Ticket = ReadText(ref reader); break;
                case NativeField.Token: Token = ReadText(ref reader); break;
                case NativeField.Reason: Reason = ReadName(ref reader); break;
                case NativeField.BanSeconds: Seconds = (int)Math.Min(int.MaxValue, ReadNumber(ref reader)) is > 0 and var seconds ? seconds : null; break;
                default: reader.Read(); reader.Skip(); break;
            }
        }

        if (reader.Read()) Fault = Reasons.BadJson; // nothing may follow the object
    }

    private void ReadType(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            Type = NativeFields.FindType(ref reader);
            if (Type == NativeType.None) Fault ??= Reasons.UnknownType;
        }
        else
        {
            reader.Skip();
            Fault ??= Reasons.BadField;
        }
    }

    [SkipLocalsInit]
    private void ReadTarget(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String) WrongType(ref reader);
        else if (reader.ValueSpan.Length > Name.BytesMax * 6) Fault ??= Reasons.BadName;
        else
        {
            Span<char> text = stackalloc char[Name.BytesMax * 6];
            text = text[..reader.CopyString(text)];
            if (!Name.IsValid(text)) Fault ??= Reasons.BadName;
            else
            {
                text.CopyTo(_targetBuffer);
                _targetLength = text.Length;
            }
        }
    }

    /// <summary>A whole number that JavaScript can hold; null counts as absent.</summary>
    private long ReadNumber(ref Utf8JsonReader reader, long min = 1, long absent = 0)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return absent;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= min && value <= 1L << 53) return value;
        WrongType(ref reader);
        return absent;
    }

    private bool? ReadBool(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False) return reader.GetBoolean();
        if (reader.TokenType != JsonTokenType.Null) WrongType(ref reader);
        return null;
    }

    private string? ReadName(ref Utf8JsonReader reader)
    {
        var text = ReadText(ref reader);
        if (text is null || Name.IsValid(text)) return text;
        Fault ??= Reasons.BadName;
        return null;
    }

    private string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        if (reader.TokenType != JsonTokenType.Null) WrongType(ref reader);
        return null;
    }

    /// <summary>It is kept beside the payload, outside the byte bounds, so it must be short.</summary>
    private void ReadUfrag(ref Utf8JsonReader reader)
    {
        Ufrag = ReadText(ref reader);
        if (Ufrag is not { Length: > UfragCharsMax }) return;
        (Ufrag, Fault) = (null, Fault ?? Reasons.BadField);
    }

    private void WrongType(ref Utf8JsonReader reader)
    {
        reader.Skip();
        Fault ??= Reasons.BadField;
    }
}
