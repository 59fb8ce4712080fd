#include "ConeDNN.h"

#include <cstdio>
#include <dnnl.hpp>
#include <exception>
#include <string>
#include <unordered_map>

#if DNNL_VERSION_MAJOR != 2
#error "This code is written against oneDNN 2, the last with float32 Winograd convolutions."
#endif

using namespace dnnl;
using Tag = memory::format_tag;
using Type = memory::data_type;

namespace {

engine &cpu() {
  static engine instance(engine::kind::cpu, 0);
  return instance;
}

stream &queue() {
  static stream instance(cpu());
  return instance;
}

memory::desc described(memory::dims dims, Type type, Tag tag) { return {dims, type, tag}; }

memory at(const memory::desc &desc, const void *data) {
  return memory(desc, cpu(), const_cast<void *>(data));
}

}  // namespace

struct od_convolution {
  memory::dims oihw;
  memory::desc source, destination, bias;
  memory::desc master;      // float32, what the optimizer works on
  memory::desc weights[3];  // what each pass reads or, for the gradient, writes
  size_t scratch[3] = {0, 0, 0};
  std::string implementation[3];
  primitive run[3];
  primitive_attr attributes;

  explicit od_convolution(const od_convolution_shape &s);
};

od_convolution::od_convolution(const od_convolution_shape &s) {
  Type type = s.type == OD_BFLOAT16 ? Type::bf16 : Type::f32;
  Tag blocked = s.lanes == 16 ? Tag::nChw16c : Tag::nChw8c;
  auto outer = [&](int32_t size) { return (size + 2 * s.padding - s.kernel) / s.stride + 1; };
  oihw = {s.out_channels, s.in_channels, s.kernel, s.kernel};
  source = described({s.batch, s.in_channels, s.height, s.width}, type,
      s.plain_input ? Tag::nchw : blocked);
  destination = described(
      {s.batch, s.out_channels, outer(s.height), outer(s.width)}, type, blocked);
  bias = s.bias ? described({s.out_channels}, Type::f32, Tag::x) : memory::desc();
  memory::desc any = described(oihw, type, Tag::any);
  memory::desc gradient = described(oihw, Type::f32, Tag::any);
  memory::dims strides{s.stride, s.stride}, padding{s.padding, s.padding};

  attributes.set_scratchpad_mode(scratchpad_mode::user);
  primitive_attr fused = attributes;
  post_ops after;
  if (s.add) after.append_sum();
  if (s.relu) after.append_eltwise(1.0f, algorithm::eltwise_relu, 0.0f, 0.0f);
  if (s.add || s.relu) fused.set_post_ops(after);

  auto kind = s.training ? prop_kind::forward_training : prop_kind::forward_inference;
  auto forward = [&](algorithm a) {
    auto d = s.bias
        ? convolution_forward::desc(kind, a, source, any, bias, destination, strides, padding, padding)
        : convolution_forward::desc(kind, a, source, any, destination, strides, padding, padding);
    return convolution_forward::primitive_desc(d, fused, cpu());
  };
  auto backwardData = [&](algorithm a) {
    return convolution_backward_data::primitive_desc(
        convolution_backward_data::desc(a, source, any, destination, strides, padding, padding),
        attributes, cpu(), forward(a));
  };
  auto backwardWeights = [&](algorithm a) {
    return convolution_backward_weights::primitive_desc(
        convolution_backward_weights::desc(
            a, source, gradient, destination, strides, padding, padding),
        attributes, cpu(), forward(a));
  };
  // Winograd where it was asked for and is offered.
  auto chosen = [&](od_pass pass, auto make) {
    if (s.algorithm[pass] == OD_WINOGRAD) {
      try {
        return make(algorithm::convolution_winograd);
      } catch (const error &) {
      }
    }
    return make(algorithm::convolution_direct);
  };
  auto keep = [&](od_pass pass, const auto &d) {
    scratch[pass] = d.scratchpad_desc().get_size();
    implementation[pass] = d.impl_info_str();
  };

  auto f = chosen(OD_FORWARD, forward);
  keep(OD_FORWARD, f);
  weights[OD_FORWARD] = f.weights_desc();
  run[OD_FORWARD] = convolution_forward(f);
  master = f.weights_desc();
  if (s.training) {
    auto w = chosen(OD_BACKWARD_WEIGHTS, backwardWeights);
    keep(OD_BACKWARD_WEIGHTS, w);
    weights[OD_BACKWARD_WEIGHTS] = w.diff_weights_desc();
    run[OD_BACKWARD_WEIGHTS] = convolution_backward_weights(w);
    master = w.diff_weights_desc();
  } else if (type == Type::bf16) {
    master = described(oihw, Type::f32, Tag::oihw);
  }
  if (s.training && !s.plain_input) {
    auto d = chosen(OD_BACKWARD_DATA, backwardData);
    keep(OD_BACKWARD_DATA, d);
    weights[OD_BACKWARD_DATA] = d.weights_desc();
    run[OD_BACKWARD_DATA] = convolution_backward_data(d);
  }
}

namespace {

// Runs `body`; exceptions of C++ end here.
template <class Body>
int guarded(Body body) {
  try {
    body();
    queue().wait();
    return 0;
  } catch (const error &e) {
    return e.status ? int(e.status) : -1;
  } catch (const std::exception &) {
    return -1;
  }
}

void copy(const memory::desc &from, const void *source, const memory::desc &to, void *target) {
  memory a = at(from, source), b = at(to, target);
  reorder(a, b).execute(queue(), a, b);
}

memory scratchpad(size_t bytes, void *data) {
  return memory(memory::desc({memory::dim(bytes)}, Type::u8, Tag::x), cpu(), data);
}

}  // namespace

od_convolution *od_convolution_create(
    const od_convolution_shape *shape, char *error, size_t error_capacity) {
  try {
    return new od_convolution(*shape);
  } catch (const std::exception &e) {
    std::snprintf(error, error_capacity, "%s", e.what());
    return nullptr;
  }
}

void od_convolution_destroy(od_convolution *convolution) { delete convolution; }

const char *od_convolution_implementation(const od_convolution *c, od_pass pass) {
  return c->implementation[pass].c_str();
}

size_t od_convolution_scratch_bytes(const od_convolution *c, od_pass pass) {
  return c->scratch[pass];
}

size_t od_convolution_weights_bytes(const od_convolution *c) { return c->master.get_size(); }

size_t od_convolution_copy_bytes(const od_convolution *c, od_pass pass) {
  return c->weights[pass] == c->master ? 0 : c->weights[pass].get_size();
}

int od_convolution_pack(const od_convolution *c, od_pass pass, const float *weights, void *target) {
  return guarded([&] { copy(c->master, weights, c->weights[pass], target); });
}

int od_convolution_import(const od_convolution *c, const float *oihw, float *weights) {
  return guarded([&] { copy(described(c->oihw, Type::f32, Tag::oihw), oihw, c->master, weights); });
}

int od_convolution_export(const od_convolution *c, const float *weights, float *oihw) {
  return guarded([&] { copy(c->master, weights, described(c->oihw, Type::f32, Tag::oihw), oihw); });
}

int od_convolution_forward(
    const od_convolution *c, const void *src, const void *weights, const float *bias, void *dst,
    void *scratch) {
  return guarded([&] {
    std::unordered_map<int, memory> arguments{
        {DNNL_ARG_SRC, at(c->source, src)},
        {DNNL_ARG_WEIGHTS, at(c->weights[OD_FORWARD], weights)},
        {DNNL_ARG_DST, at(c->destination, dst)},
        {DNNL_ARG_SCRATCHPAD, scratchpad(c->scratch[OD_FORWARD], scratch)}};
    if (bias) arguments[DNNL_ARG_BIAS] = at(c->bias, bias);
    c->run[OD_FORWARD].execute(queue(), arguments);
  });
}

int od_convolution_backward_data(
    const od_convolution *c, const void *diff_dst, const void *weights, void *diff_src,
    void *scratch) {
  return guarded([&] {
    c->run[OD_BACKWARD_DATA].execute(queue(),
        {{DNNL_ARG_DIFF_DST, at(c->destination, diff_dst)},
            {DNNL_ARG_WEIGHTS, at(c->weights[OD_BACKWARD_DATA], weights)},
            {DNNL_ARG_DIFF_SRC, at(c->source, diff_src)},
            {DNNL_ARG_SCRATCHPAD, scratchpad(c->scratch[OD_BACKWARD_DATA], scratch)}});
  });
}

int od_convolution_backward_weights(
    const od_convolution *c, const void *src, const void *diff_dst, float *diff_weights,
    void *scratch) {
  return guarded([&] {
    c->run[OD_BACKWARD_WEIGHTS].execute(queue(),
        {{DNNL_ARG_SRC, at(c->source, src)},
            {DNNL_ARG_DIFF_DST, at(c->destination, diff_dst)},
            {DNNL_ARG_DIFF_WEIGHTS, at(c->weights[OD_BACKWARD_WEIGHTS], diff_weights)},
            {DNNL_ARG_SCRATCHPAD, scratchpad(c->scratch[OD_BACKWARD_WEIGHTS], scratch)}});
  });
}
