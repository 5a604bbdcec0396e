using System.Text.Json;
using Signaling.Core.Flight;

namespace Signaling.Gateway.Doors;

/// <summary>What a client's message can be.</summary>
internal enum NativeType
{
    None,
    JoinRoom,
    Resume,
    Offer,
    Answer,
    IceCandidate,
    Message,
    Applied,
    Ack,
    Update,
    State,
    Token,
    LeaveRoom,
    Ping,
    Kick,
    CloseRoom,
}

/// <summary>The fields that a client's message can have.</summary>
internal enum NativeField
{
    Unknown,
    Type,
    TargetPeerId,
    FromPeerId,
    Seq,
    Seen,
    FromSeq,
    Negotiation,
    Sdp,
    Candidate,
    Data,
    Error,
    Acks,
    Rollback,
    Room,
    PeerId,
    Instance,
    Connection,
    TargetInstance,
    Ufrag,
    Described,
    ConnectionState,
    Detail,
    Resume,
    Token,
    Reason,
    BanSeconds,
}

/// <summary>The words of the native protocol, found by their length first.</summary>
internal static class NativeFields
{
    /// <summary>The longest word with every letter escaped.</summary>
    private const int EscapedBytesMax = 15 * 6;

    public static NativeField Find(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Field(reader.ValueSpan);
        Span<byte> name = stackalloc byte[EscapedBytesMax];
        return reader.ValueSpan.Length > name.Length ? NativeField.Unknown : Field(name[..reader.CopyString(name)]);
    }

    public static NativeType FindType(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Type(reader.ValueSpan);
        Span<byte> name = stackalloc byte[EscapedBytesMax];
        return reader.ValueSpan.Length > name.Length ? NativeType.None : Type(name[..reader.CopyString(name)]);
    }

    /// <summary>The state of a connection; a word that is none of the browsers' is as good as none.</summary>
    public static LinkState ReadState(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return State(ref reader);
        reader.Skip();
        return LinkState.None;
    }

    private static LinkState State(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("connected"u8) ? LinkState.Connected
        : reader.ValueTextEquals("connecting"u8) ? LinkState.Connecting
        : reader.ValueTextEquals("failed"u8) ? LinkState.Failed
        : reader.ValueTextEquals("disconnected"u8) ? LinkState.Disconnected
        : reader.ValueTextEquals("closed"u8) ? LinkState.Closed
        : reader.ValueTextEquals("new"u8) ? LinkState.New
        : LinkState.None;

    private static NativeField Field(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            3 => Is(name, "seq"u8, NativeField.Seq) | Is(name, "sdp"u8, NativeField.Sdp),
            4 => Is(name, "type"u8, NativeField.Type) | Is(name, "seen"u8, NativeField.Seen) | Is(name, "data"u8, NativeField.Data)
                | Is(name, "acks"u8, NativeField.Acks) | Is(name, "room"u8, NativeField.Room),
            5 => Is(name, "ufrag"u8, NativeField.Ufrag) | Is(name, "error"u8, NativeField.Error) | Is(name, "token"u8, NativeField.Token),
            6 => Is(name, "peerId"u8, NativeField.PeerId) | Is(name, "resume"u8, NativeField.Resume) | Is(name, "detail"u8, NativeField.Detail)
                | Is(name, "reason"u8, NativeField.Reason),
            7 => Is(name, "fromSeq"u8, NativeField.FromSeq),
            8 => Is(name, "instance"u8, NativeField.Instance) | Is(name, "rollback"u8, NativeField.Rollback),
            9 => Is(name, "candidate"u8, NativeField.Candidate) | Is(name, "described"u8, NativeField.Described),
            10 => Is(name, "connection"u8, NativeField.Connection) | Is(name, "banSeconds"u8, NativeField.BanSeconds) | Is(name, "fromPeerId"u8, NativeField.FromPeerId),
            11 => Is(name, "negotiation"u8, NativeField.Negotiation),
            12 => Is(name, "targetPeerId"u8, NativeField.TargetPeerId),
            14 => Is(name, "targetInstance"u8, NativeField.TargetInstance),
            15 => Is(name, "connectionState"u8, NativeField.ConnectionState),
            _ => NativeField.Unknown,
        };

    private static NativeType Type(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            3 => Is(name, "ack"u8, NativeType.Ack),
            4 => Is(name, "ping"u8, NativeType.Ping) | Is(name, "kick"u8, NativeType.Kick),
            5 => Is(name, "offer"u8, NativeType.Offer) | Is(name, "state"u8, NativeType.State) | Is(name, "token"u8, NativeType.Token),
            6 => Is(name, "answer"u8, NativeType.Answer) | Is(name, "resume"u8, NativeType.Resume) | Is(name, "update"u8, NativeType.Update),
            7 => Is(name, "message"u8, NativeType.Message) | Is(name, "applied"u8, NativeType.Applied),
            9 => Is(name, "join-room"u8, NativeType.JoinRoom),
            10 => Is(name, "leave-room"u8, NativeType.LeaveRoom) | Is(name, "close-room"u8, NativeType.CloseRoom),
            13 => Is(name, "ice-candidate"u8, NativeType.IceCandidate),
            _ => NativeType.None,
        };

    private static NativeField Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word, NativeField field) => name.SequenceEqual(word) ? field : NativeField.Unknown;

    private static NativeType Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word, NativeType type) => name.SequenceEqual(word) ? type : NativeType.None;
}
