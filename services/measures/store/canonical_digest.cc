#include "services/measures/store/canonical_digest.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "common/digest/sha256.h"
#include "google/protobuf/descriptor.h"

namespace gangmu::measures {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void PutNumber(std::string& out, uint64_t number) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>(number | 0x80));
  out.push_back(static_cast<char>(number));
}

void PutBytes(std::string& out, const std::string& bytes) {
  PutNumber(out, bytes.size());
  out.append(bytes);
}

void PutMessage(std::string& out, const Message& message);

uint64_t DoubleBits(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

// One value; `index` is -1 for a field that is not repeated.
void PutValue(std::string& out, const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& r = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber(out, one ? r.GetInt32(message, field) : r.GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber(out, one ? r.GetInt64(message, field) : r.GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutNumber(out, one ? r.GetUInt32(message, field) : r.GetRepeatedUInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber(out, one ? r.GetUInt64(message, field) : r.GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutNumber(out, one ? r.GetBool(message, field) : r.GetRepeatedBool(message, field, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutNumber(out, one ? r.GetEnumValue(message, field) : r.GetRepeatedEnumValue(message, field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return PutNumber(out, DoubleBits(one ? r.GetDouble(message, field) : r.GetRepeatedDouble(message, field, index)));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return PutNumber(out, DoubleBits(one ? r.GetFloat(message, field) : r.GetRepeatedFloat(message, field, index)));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return PutBytes(out, one ? r.GetStringReference(message, field, &scratch)
                               : r.GetRepeatedStringReference(message, field, index, &scratch));
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      std::string inner;
      PutMessage(inner, one ? r.GetMessage(message, field) : r.GetRepeatedMessage(message, field, index));
      return PutBytes(out, inner);
    }
  }
}

void PutRepeated(std::string& out, const Message& message, const FieldDescriptor* field) {
  const int size = message.GetReflection()->FieldSize(message, field);
  std::vector<std::string> values(size);
  for (int i = 0; i < size; ++i) PutValue(values[i], message, field, i);
  // Entries of a map begin with their key, and their order in memory means nothing.
  if (field->is_map()) std::sort(values.begin(), values.end());
  PutNumber(out, values.size());
  for (const std::string& value : values) PutBytes(out, value);
}

void PutMessage(std::string& out, const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);  // set fields, by number
  for (const FieldDescriptor* field : fields) {
    PutNumber(out, field->number());
    if (field->is_repeated()) {
      PutRepeated(out, message, field);
    } else {
      PutValue(out, message, field, -1);
    }
  }
}

}  // namespace

std::string CanonicalDigest(const Message& message) {
  std::string bytes;
  PutMessage(bytes, message);
  return Sha256(bytes);
}

}  // namespace gangmu::measures
